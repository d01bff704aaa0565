namespace Sonde.Collectors.Python;

/// <summary>Offsets of CPython 3.13, free-threaded build. Written by <c>eng/python-offsets</c> from its headers.</summary>
internal static class CPython313T
{
    /// <summary>The table.</summary>
    public static readonly PythonOffsets Offsets = new()
    {
        // patchlevel.h
        Minor = 13,

        // pycore_runtime.h
        RuntimeInitialized = 600,
        RuntimeFinalizing = 608,
        RuntimeInterpretersHead = 632,

        // pycore_interp.h
        InterpreterId = 7272,
        InterpreterNext = 7264,
        InterpreterThreadsHead = 7344,
        InterpreterNextThreadId = 7336,
        InterpreterModules = 7664,
        InterpreterAsyncioTasks = -1,
        InterpreterBytecodeGeneration = -1,

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
        ThreadUniqueId = 224,
        ThreadIdentity = 152,
        ThreadNativeId = 160,
        ThreadStatus = 32,
        ThreadAttachment = 40,
        ThreadHoldsGil = -1,
        ThreadRequestsGil = -1,
        ThreadDataStackChunk = 232,
        ThreadDataStackTop = 240,
        ThreadFrame = 72,
        ThreadCFrame = -1,
        CFrameCurrentFrame = -1,
        ThreadBaseFrame = -1,
        ThreadAsyncioLoop = 304,
        ThreadAsyncioTask = -1,
        ThreadAsyncioTasks = -1,
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
        FrameOwner = 70,
        FrameHeaderSize = 72,
        FrameGlobals = 24,
        FrameValueStack = -1,
        FrameGenerator = -1,
        FrameState = -1,
        FrameBytecodeIndex = -1,

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
        CodeFirstTraceable = 200,
        CodeInstructions = 216,
        CodeWarmup = -1,
        CodeFrameSize = 92,
        CodeLocals = 88,
        CodeStackSize = 80,
        CodeLocalsNames = 112,
        CodeLocalsKinds = 120,
        CodeVariableNames = -1,
        CodeCellNames = -1,
        CodeFreeNames = -1,
        CodeThreadBytecode = -1,
        BytecodesSize = -1,
        BytecodesEntries = -1,
        FrameSpecialWords = 0,

        // object.h, cpython/object.h
        ObjectType = 24,
        ObjectSize = 32,
        TypeName = 40,
        TypeFlags = 184,
        TypeBase = 272,
        TypeBasicSize = 48,
        TypeDictOffset = 304,
        HeapTypeCachedKeys = 896,

        // cpython/unicodeobject.h, cpython/bytesobject.h
        TextLength = 32,
        TextState = 48,
        TextKindShift = 2,
        TextAsciiData = 56,
        TextCompactData = 72,
        TextData = 72,
        BytesSize = 32,
        BytesData = 48,

        // cpython/tupleobject.h, cpython/listobject.h, setobject.h, longintrepr.h, floatobject.h
        TupleItems = 40,
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
