using System.Runtime.InteropServices;
using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>
/// <c>struct _Py_DebugOffsets</c> (Include/internal/pycore_runtime.h), which stands at the start of <c>_PyRuntime</c> since
/// 3.13 and tells debuggers the layout. Its own layout changes with each minor version; this is that of 3.13.
/// </summary>
internal sealed class DebugOffsets
{
    private const int Length = 384, VersionAt = 8, FreeThreadedAt = 16;

    private readonly byte[] _bytes;

    private DebugOffsets(byte[] bytes) => _bytes = bytes;

    /// <summary>The interpreter's version.</summary>
    public PythonVersion Version => PythonVersion.FromHex((uint)At(VersionAt));

    /// <summary>Built without a GIL.</summary>
    public bool IsFreeThreaded => At(FreeThreadedAt) != 0;

    private static ReadOnlySpan<byte> Cookie => "xdebugpy"u8;

    /// <summary>Reads the structure; null when an older version has none, or the runtime is not initialised.</summary>
    /// <exception cref="Linux.TargetException">The process may not be read, or has exited.</exception>
    public static DebugOffsets? TryRead(ProcessMemory memory, UserAddress runtime)
    {
        var bytes = new byte[Length];
        return memory.TryRead(runtime, bytes) && bytes.AsSpan().StartsWith(Cookie) ? new DebugOffsets(bytes) : null;
    }

    /// <summary>Puts what the target itself says about 3.13 in the place of the table's values.</summary>
    public PythonOffsets ApplyTo(PythonOffsets table) => table with
    {
        RuntimeFinalizing = At(32),
        RuntimeInterpretersHead = At(40),
        InterpreterNext = At(64),
        InterpreterThreadsHead = At(72),
        InterpreterNextThreadId = At(72) - sizeof(ulong), // threads.head follows threads.next_unique_id
        InterpreterGil = At(112),
        ThreadNext = At(168),
        ThreadInterpreter = At(176),
        ThreadFrame = At(184),
        ThreadNativeId = At(200),
        ThreadDataStackChunk = At(208),
        ThreadDataStackTop = At(208) + sizeof(ulong), // datastack_top follows datastack_chunk
        FramePrevious = At(232),
        FrameCode = At(240),
        FrameInstruction = At(248),
        FrameHeaderSize = At(256),
        FrameOwner = At(264),
        CodeFileName = At(280),
        CodeQualifiedName = At(296),
        CodeLineTable = At(304),
        CodeFirstLine = At(312),
        CodeInstructions = At(344),
        ObjectType = At(360),
        TypeName = At(376),
    };

    private int At(int offset) => (int)MemoryMarshal.Read<ulong>(_bytes.AsSpan(offset));
}
