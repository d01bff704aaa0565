namespace Sonde.Collectors.Python;

/// <summary>Offsets of CPython 3.15, free-threaded build. Written by <c>eng/python-offsets</c> from its headers.</summary>
internal static class CPython315T
{
    /// <summary>The table.</summary>
    public static readonly PythonOffsets Offsets = new()
    {
        // patchlevel.h
        Minor = 15,

        // pycore_runtime.h
        RuntimeInitialized = 904,
        RuntimeFinalizing = 912,
        RuntimeInterpretersHead = 936,

        // pycore_interp.h
        InterpreterId = 7272,
        InterpreterNext = 7264,
        InterpreterThreadsHead = 7336,
        InterpreterNextThreadId = 7328,
        InterpreterModules = 7592,
        InterpreterAsyncioTasks = 17256,
        InterpreterBytecodeGeneration = 17252,

        // pycore_gil.h, pycore_ceval_state.h
        RuntimeGil = -1,
        InterpreterGil = 16,
        InterpreterOwnGil = 24,
        GilLastHolder = 16,
        GilLocked = 24,
        GilSwitchNumber = 32,
        GilEnabled = 0,

        // cpython/pystate.h
        ThreadNext = 8,
        ThreadInterpreter = 16,
        ThreadUniqueId = 248,
        ThreadIdentity = 176,
        ThreadNativeId = 184,
        ThreadStatus = 32,
        ThreadAttachment = 48,
        ThreadHoldsGil = 36,
        ThreadRequestsGil = 40,
        ThreadDataStackChunk = 256,
        ThreadDataStackTop = 264,
        ThreadFrame = 72,
        ThreadCFrame = -1,
        CFrameCurrentFrame = -1,
        ThreadBaseFrame = 80,
        ThreadAsyncioLoop = 1024,
        ThreadAsyncioTask = 1032,
        ThreadAsyncioTasks = 1048,
        ChunkPrevious = 0,
        ChunkTop = 16,
        ChunkData = 24,

        // pycore_frame.h
        FramePrevious = 8,
        FrameCode = 0,
        FrameInstruction = 56,
        FrameFunction = 16,
        FrameObject = 48,
        FrameStackTop = 64,
        FrameOwner = 78,
        FrameHeaderSize = 80,
        FrameGlobals = 24,
        FrameValueStack = -1,
        FrameGenerator = -1,
        FrameState = -1,
        FrameBytecodeIndex = 72,

        // genobject.h, pycore_genobject.h
        GeneratorFrame = 88,
        GeneratorState = 83,
        GeneratorName = 40,
        GeneratorQualifiedName = 48,

        // cpython/code.h
        CodeUnits = 32,
        CodeFlags = 64,
        CodeArgumentCount = 68,
        CodeKeywordOnlyCount = 76,
        CodeLocalCount = 96,
        CodeFirstLine = 84,
        CodeFileName = 128,
        CodeName = 136,
        CodeQualifiedName = 144,
        CodeLineTable = 152,
        CodeFirstTraceable = 208,
        CodeInstructions = 232,
        CodeWarmup = -1,
        CodeFrameSize = 92,
        CodeLocals = 88,
        CodeStackSize = 80,
        CodeLocalsNames = 112,
        CodeLocalsKinds = 120,
        CodeVariableNames = -1,
        CodeCellNames = -1,
        CodeFreeNames = -1,
        CodeThreadBytecode = 224,
        BytecodesSize = 0,
        BytecodesEntries = 8,
        FrameSpecialWords = 0,

        // object.h, cpython/object.h
        ObjectType = 24,
        ObjectSize = 32,
        TypeName = 40,
        TypeFlags = 184,
        TypeBase = 272,
        TypeBasicSize = 48,
        TypeDictOffset = 304,
        HeapTypeCachedKeys = 904,

        // cpython/unicodeobject.h, cpython/bytesobject.h
        TextLength = 32,
        TextState = 48,
        TextKindShift = 8,
        TextAsciiData = 56,
        TextCompactData = 72,
        TextData = 72,
        BytesSize = 32,
        BytesData = 48,

        // cpython/tupleobject.h, cpython/listobject.h, setobject.h, longintrepr.h, floatobject.h
        TupleItems = 48,
        ListItems = 40,
        SetUsed = 40,
        SetMask = 48,
        SetTable = 56,
        IntegerTag = 32,
        IntegerDigits = 40,
        FloatValue = 32,

        // cpython/dictobject.h, pycore_dict.h (Objects/dict-common.h before 3.11)
        DictUsed = 32,
        DictKeys = 48,
        DictValues = 56,
        KeysLog2Size = 8,
        KeysLog2IndexBytes = 9,
        KeysKind = 10,
        KeysSize = -1,
        KeysEntryCount = 24,
        KeysIndices = 32,
        DictValuesItems = 8,
    };
}
