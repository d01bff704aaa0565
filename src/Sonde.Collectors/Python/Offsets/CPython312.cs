namespace Sonde.Collectors.Python;

/// <summary>Offsets of CPython 3.12, default build (with GIL). Written by <c>eng/python-offsets</c> from its headers.</summary>
internal static class CPython312
{
    /// <summary>The table.</summary>
    public static readonly PythonOffsets Offsets = new()
    {
        // patchlevel.h
        Minor = 12,

        // pycore_runtime.h
        RuntimeInitialized = 16,
        RuntimeFinalizing = 24,
        RuntimeInterpretersHead = 40,

        // pycore_interp.h
        InterpreterId = 8,
        InterpreterNext = 0,
        InterpreterThreadsHead = 72,
        InterpreterNextThreadId = 64,
        InterpreterModules = 944,
        InterpreterAsyncioTasks = -1,
        InterpreterBytecodeGeneration = -1,

        // pycore_gil.h, pycore_ceval_state.h
        RuntimeGil = -1,
        InterpreterGil = 384,
        InterpreterOwnGil = 392,
        GilLastHolder = 8,
        GilLocked = 16,
        GilSwitchNumber = 24,
        GilEnabled = -1,

        // cpython/pystate.h
        ThreadNext = 8,
        ThreadInterpreter = 16,
        ThreadUniqueId = 224,
        ThreadIdentity = 136,
        ThreadNativeId = 144,
        ThreadStatus = 24,
        ThreadAttachment = -1,
        ThreadHoldsGil = -1,
        ThreadRequestsGil = -1,
        ThreadDataStackChunk = 232,
        ThreadDataStackTop = 240,
        ThreadFrame = -1,
        ThreadCFrame = 56,
        CFrameCurrentFrame = 0,
        ThreadBaseFrame = -1,
        ThreadAsyncioLoop = -1,
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
        GeneratorFrame = 72,
        GeneratorState = 67,
        GeneratorName = 24,
        GeneratorQualifiedName = 32,

        // cpython/code.h
        CodeUnits = 16,
        CodeFlags = 48,
        CodeArgumentCount = 52,
        CodeKeywordOnlyCount = 60,
        CodeLocalCount = 80,
        CodeFirstLine = 68,
        CodeFileName = 112,
        CodeName = 120,
        CodeQualifiedName = 128,
        CodeLineTable = 136,
        CodeFirstTraceable = 176,
        CodeInstructions = 192,
        CodeWarmup = -1,
        CodeFrameSize = 76,
        CodeLocals = 72,
        CodeStackSize = 64,
        CodeLocalsNames = 96,
        CodeLocalsKinds = 104,
        CodeVariableNames = -1,
        CodeCellNames = -1,
        CodeFreeNames = -1,
        CodeThreadBytecode = -1,
        BytecodesSize = -1,
        BytecodesEntries = -1,
        FrameSpecialWords = 0,

        // object.h, cpython/object.h
        ObjectType = 8,
        ObjectSize = 16,
        TypeName = 24,
        TypeFlags = 168,
        TypeBase = 256,
        TypeBasicSize = 32,
        TypeDictOffset = 288,
        HeapTypeCachedKeys = 880,

        // cpython/unicodeobject.h, cpython/bytesobject.h
        TextLength = 16,
        TextState = 32,
        TextKindShift = 2,
        TextAsciiData = 40,
        TextCompactData = 56,
        TextData = 56,
        BytesSize = 16,
        BytesData = 32,

        // cpython/tupleobject.h, cpython/listobject.h, setobject.h, longintrepr.h, floatobject.h
        TupleItems = 24,
        ListItems = 24,
        SetUsed = 24,
        SetMask = 32,
        SetTable = 40,
        IntegerTag = 16,
        IntegerDigits = 24,
        FloatValue = 16,

        // cpython/dictobject.h, pycore_dict.h (Objects/dict-common.h before 3.11)
        DictUsed = 16,
        DictKeys = 32,
        DictValues = 40,
        KeysLog2Size = 8,
        KeysLog2IndexBytes = 9,
        KeysKind = 10,
        KeysSize = -1,
        KeysEntryCount = 24,
        KeysIndices = 32,
        DictValuesItems = 0,
    };
}
