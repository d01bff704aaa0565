namespace Sonde.Collectors.Python;

/// <summary>Offsets of CPython 3.11, default build (with GIL).</summary>
internal static class CPython311
{
    /// <summary>The table.</summary>
    public static readonly PythonOffsets Offsets = new()
    {
        // CPython
        Minor = 11,

        // pycore_runtime.h
        RuntimeInitialized = 16,
        RuntimeFinalizing = 24,
        RuntimeInterpretersHead = 40,

        // pycore_interp.h
        InterpreterNext = 0,
        InterpreterThreadsHead = 16,
        InterpreterNextThreadId = 8,

        // pycore_gil.h, pycore_ceval_state.h
        RuntimeGil = 360,
        InterpreterGil = -1,
        GilLastHolder = 8,
        GilLocked = 16,

        // cpython/pystate.h
        ThreadNext = 8,
        ThreadInterpreter = 16,
        ThreadNativeId = 160,
        ThreadDataStackChunk = 296,
        ThreadDataStackTop = 304,
        ThreadFrame = -1,
        ThreadCFrame = 56,
        CFrameCurrentFrame = 8,
        ChunkPrevious = 0,
        ChunkTop = 16,
        ChunkData = 24,

        // pycore_frame.h
        FrameCode = 32,
        FrameInstruction = 56,
        FramePrevious = 48,
        FrameStackTop = 64,
        FrameOwner = 69,
        FrameHeaderSize = 72,

        // object.h
        ObjectType = 8,
        TypeName = 24,

        // cpython/code.h
        CodeUnits = 16,
        CodeFirstLine = 72,
        CodeFileName = 112,
        CodeQualifiedName = 128,
        CodeLineTable = 136,
        CodeFirstTraceable = 168,
        CodeInstructions = 184,
        CodeFrameSize = -1,
        CodeLocals = 76,
        CodeStackSize = 68,
        FrameSpecialWords = 9,

        // cpython/unicodeobject.h, cpython/bytesobject.h
        TextLength = 16,
        TextState = 32,
        TextAsciiData = 48,
        TextCompactData = 72,
        TextData = 72,
        BytesSize = 16,
        BytesData = 32,
    };
}
