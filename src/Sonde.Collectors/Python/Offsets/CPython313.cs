namespace Sonde.Collectors.Python;

/// <summary>
/// Offsets of CPython 3.13, default build (with GIL): those that <c>_Py_DebugOffsets</c> does not hold are used from here; a
/// patch release keeps the layout.
/// </summary>
internal static class CPython313
{
    /// <summary>The table.</summary>
    public static readonly PythonOffsets Offsets = new()
    {
        // CPython
        Minor = 13,

        // pycore_runtime.h
        RuntimeInitialized = 600,
        RuntimeFinalizing = 608,
        RuntimeInterpretersHead = 632,

        // pycore_interp.h
        InterpreterNext = 7264,
        InterpreterThreadsHead = 7344,
        InterpreterNextThreadId = 7336,

        // pycore_gil.h, pycore_ceval_state.h
        RuntimeGil = -1,
        InterpreterGil = 16,
        GilLastHolder = 8,
        GilLocked = 16,

        // cpython/pystate.h
        ThreadNext = 8,
        ThreadInterpreter = 16,
        ThreadNativeId = 160,
        ThreadDataStackChunk = 232,
        ThreadDataStackTop = 240,
        ThreadFrame = 72,
        ThreadCFrame = -1,
        CFrameCurrentFrame = -1,
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
        CodeFirstTraceable = 184,
        CodeInstructions = 200,
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
