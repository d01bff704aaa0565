using System.Runtime.InteropServices;
using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>
/// <c>struct _Py_DebugOffsets</c>, which stands at the start of <c>_PyRuntime</c> since 3.13 and tells debuggers the layout of
/// this very build. <see cref="DebugLayout"/> says where it keeps what.
/// </summary>
internal sealed class DebugOffsets
{
    /// <summary>The part that all versions share: cookie, version, whether free-threaded.</summary>
    private const int HeadLength = 24, VersionAt = 8, FreeThreadedAt = 16;

    private readonly UserAddress _runtime;
    private readonly byte[] _head;

    private DebugOffsets(UserAddress runtime, byte[] head)
    {
        _runtime = runtime;
        _head = head;
    }

    /// <summary>The interpreter's version.</summary>
    public PythonVersion Version => PythonVersion.FromHex(MemoryMarshal.Read<ulong>(_head.AsSpan(VersionAt)));

    /// <summary>Built without a GIL.</summary>
    public bool IsFreeThreaded => MemoryMarshal.Read<ulong>(_head.AsSpan(FreeThreadedAt)) != 0;

    /// <summary>What the structure begins with.</summary>
    public static ReadOnlySpan<byte> Cookie => "xdebugpy"u8;

    /// <summary>Reads the structure; null when an older version has none, or the runtime is not initialised.</summary>
    /// <exception cref="Linux.TargetException">The process may not be read, or has exited.</exception>
    public static DebugOffsets? TryRead(ProcessMemory memory, UserAddress runtime)
    {
        var head = new byte[HeadLength];
        return memory.TryRead(runtime, head) && head.AsSpan().StartsWith(Cookie) ? new DebugOffsets(runtime, head) : null;
    }

    /// <summary>
    /// Puts what the target itself says in the place of a table's values; fields that it does not tell keep their distance to a
    /// neighbour that it does. Null when what it says cannot be: it is not the structure that the table's version has.
    /// </summary>
    /// <exception cref="Linux.TargetException">The process may not be read, or has exited.</exception>
    public PythonOffsets? TryApply(ProcessMemory memory, PythonOffsets table, DebugLayout layout)
    {
        var bytes = new byte[layout.Length];
        if (!memory.TryRead(_runtime, bytes))
            return null;
        var values = new Values(bytes);
        if (!values.IsPlausible(layout, table))
            return null;
        int At(int position, int known) => values.Read(position, known);
        int threadsHead = At(layout.InterpreterThreadsHead, table.InterpreterThreadsHead);
        int chunk = At(layout.ThreadDataStackChunk, table.ThreadDataStackChunk);
        int gil = At(layout.GilState, 0);
        return table with
        {
            RuntimeFinalizing = At(layout.RuntimeFinalizing, table.RuntimeFinalizing),
            RuntimeInterpretersHead = At(layout.RuntimeInterpretersHead, table.RuntimeInterpretersHead),
            InterpreterId = At(layout.InterpreterId, table.InterpreterId),
            InterpreterNext = At(layout.InterpreterNext, table.InterpreterNext),
            InterpreterThreadsHead = threadsHead,
            InterpreterNextThreadId = table.InterpreterNextThreadId + threadsHead - table.InterpreterThreadsHead,
            InterpreterModules = At(layout.InterpreterModules, table.InterpreterModules),
            InterpreterGil = At(layout.InterpreterGil, table.InterpreterGil),
            GilLocked = At(layout.GilLocked, table.GilLocked) - gil,
            GilLastHolder = At(layout.GilLastHolder, table.GilLastHolder) - gil,
            ThreadNext = At(layout.ThreadNext, table.ThreadNext),
            ThreadInterpreter = At(layout.ThreadInterpreter, table.ThreadInterpreter),
            ThreadFrame = At(layout.ThreadFrame, table.ThreadFrame),
            ThreadIdentity = At(layout.ThreadIdentity, table.ThreadIdentity),
            ThreadNativeId = At(layout.ThreadNativeId, table.ThreadNativeId),
            ThreadDataStackChunk = chunk,
            ThreadDataStackTop = table.ThreadDataStackTop + chunk - table.ThreadDataStackChunk,
            ThreadStatus = At(layout.ThreadStatus, table.ThreadStatus),
            ThreadHoldsGil = At(layout.ThreadHoldsGil, table.ThreadHoldsGil),
            ThreadRequestsGil = At(layout.ThreadRequestsGil, table.ThreadRequestsGil),
            ThreadBaseFrame = At(layout.ThreadBaseFrame, table.ThreadBaseFrame),
            FramePrevious = At(layout.FramePrevious, table.FramePrevious),
            FrameCode = At(layout.FrameCode, table.FrameCode),
            FrameInstruction = At(layout.FrameInstruction, table.FrameInstruction),
            FrameHeaderSize = At(layout.FrameHeaderSize, table.FrameHeaderSize),
            FrameOwner = At(layout.FrameOwner, table.FrameOwner),
            FrameStackTop = At(layout.FrameStackTop, table.FrameStackTop),
            FrameBytecodeIndex = IsFreeThreaded ? At(layout.FrameBytecodeIndex, table.FrameBytecodeIndex) : -1,
            CodeFileName = At(layout.CodeFileName, table.CodeFileName),
            CodeName = At(layout.CodeName, table.CodeName),
            CodeQualifiedName = At(layout.CodeQualifiedName, table.CodeQualifiedName),
            CodeLineTable = At(layout.CodeLineTable, table.CodeLineTable),
            CodeFirstLine = At(layout.CodeFirstLine, table.CodeFirstLine),
            CodeArgumentCount = At(layout.CodeArgumentCount, table.CodeArgumentCount),
            CodeLocalsNames = At(layout.CodeLocalsNames, table.CodeLocalsNames),
            CodeLocalsKinds = At(layout.CodeLocalsKinds, table.CodeLocalsKinds),
            CodeInstructions = At(layout.CodeInstructions, table.CodeInstructions),
            CodeThreadBytecode = IsFreeThreaded ? At(layout.CodeThreadBytecode, table.CodeThreadBytecode) : -1,
            ObjectType = At(layout.ObjectType, table.ObjectType),
            TypeName = At(layout.TypeName, table.TypeName),
            TypeFlags = At(layout.TypeFlags, table.TypeFlags),
            BytesSize = At(layout.BytesSize, table.BytesSize),
            BytesData = At(layout.BytesData, table.BytesData),
            TextState = At(layout.TextState, table.TextState),
            TextLength = At(layout.TextLength, table.TextLength),
            TextAsciiData = At(layout.TextAsciiData, table.TextAsciiData),
            GeneratorFrame = At(layout.GeneratorFrame, table.GeneratorFrame),
            GeneratorState = At(layout.GeneratorState, table.GeneratorState),
        };
    }

    /// <summary>The structure's words.</summary>
    private readonly struct Values(byte[] bytes)
    {
        /// <summary>Larger structures are not believed.</summary>
        private const long MaxSize = 1 << 26;

        public int Read(int position, int known) => position < 0 ? known : (int)Word(position);

        /// <summary>
        /// Each field lies within its structure, and what no patch release may change (the ABI of objects) is as the table says.
        /// </summary>
        public bool IsPlausible(DebugLayout layout, PythonOffsets table) =>
            AreWithin(layout.InterpreterSize, layout.InterpreterId, layout.InterpreterModules)
            && AreWithin(layout.InterpreterSize, layout.InterpreterGil, layout.GilLastHolder)
            && AreWithin(layout.ThreadSize, layout.ThreadNext, layout.ThreadStatus)
            && AreWithin(layout.FrameSize, layout.FramePrevious, layout.FrameOwner)
            && AreWithin(layout.CodeSize, layout.CodeFileName, layout.CodeInstructions)
            && Word(layout.ObjectType) == (ulong)table.ObjectType
            && Word(layout.TypeName) == (ulong)table.TypeName
            && Word(layout.BytesData) == (ulong)table.BytesData;

        private ulong Word(int position) => MemoryMarshal.Read<ulong>(bytes.AsSpan(position));

        private bool AreWithin(int size, int first, int last)
        {
            ulong limit = Word(size);
            if (limit is 0 or > MaxSize)
                return false;
            for (int position = first; position <= last; position += sizeof(ulong))
            {
                if (Word(position) >= limit)
                    return false;
            }

            return true;
        }
    }
}
