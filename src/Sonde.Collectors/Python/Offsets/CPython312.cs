namespace Sonde.Collectors.Python;

/// <summary>Offsets of CPython 3.12, default build (with GIL).</summary>
internal static class CPython312
{
    /// <summary>The table.</summary>
    public static readonly PythonOffsets Offsets = new()
    {
        // CPython
        Minor = 12,

        // pycore_runtime.h
        RuntimeInitialized = 16,
        RuntimeFinalizing = 24,
        RuntimeInterpretersHead = 40,

        // pycore_interp.h
        InterpreterNext = 0,
        InterpreterThreadsHead = 72,
        InterpreterNextThreadId = 64,

        // pycore_gil.h, pycore_ceval_state.h
        RuntimeGil = -1,
        InterpreterGil = 384,
        GilLastHolder = 8,
        GilLocked = 16,

        // cpython/pystate.h
        ThreadNext = 8,
        ThreadInterpreter = 16,
        ThreadNativeId = 144,
        ThreadDataStackChunk = 232,
        ThreadDataStackTop = 240,
        ThreadFrame = -1,
        ThreadCFrame = 56,
        CFrameCurrentFrame = 0,
        ChunkPrevious = 0,
        ChunkTop = 16,
        ChunkData = 24,

        // pycore_frame.h
        FrameCode = 0,
        FrameInstruction = 56,
        FramePrevious = 8,
        FrameStackTop = 64,
        FrameOwner = 70,
        FrameHeaderSize = 72,

        // object.h
        ObjectType = 8,
        TypeName = 24,

        // cpython/code.h
        CodeUnits = 16,
        CodeFirstLine = 68,
        CodeFileName = 112,
        CodeQualifiedName = 128,
        CodeLineTable = 136,
        CodeFirstTraceable = 176,
        CodeInstructions = 192,
        CodeFrameSize = 76,
        CodeLocals = -1,
        CodeStackSize = -1,
        FrameSpecialWords = 0,

        // cpython/unicodeobject.h, cpython/bytesobject.h
        TextLength = 16,
        TextState = 32,
        TextAsciiData = 40,
        TextCompactData = 56,
        TextData = 56,
        BytesSize = 16,
        BytesData = 32,
    };
}
