namespace Sonde.Collectors.Python;

/// <summary>Offsets of CPython 3.11, default build (with GIL). Written by <c>eng/python-offsets</c> from its headers.</summary>
internal static class CPython311
{
    /// <summary>The table.</summary>
    public static readonly PythonOffsets Offsets = new()
    {
        // patchlevel.h
        Minor = 11,

        // pycore_runtime.h
        RuntimeInitialized = 16,
        RuntimeFinalizing = 24,
        RuntimeInterpretersHead = 40,

        // pycore_interp.h
        InterpreterId = 48,
        InterpreterNext = 0,
        InterpreterThreadsHead = 16,
        InterpreterNextThreadId = 8,
        InterpreterModules = 888,
        InterpreterAsyncioTasks = -1,
        InterpreterBytecodeGeneration = -1,

        // pycore_gil.h, pycore_ceval_state.h
        RuntimeGil = 360,
        InterpreterGil = -1,
        InterpreterOwnGil = -1,
        GilLastHolder = 8,
        GilLocked = 16,
        GilSwitchNumber = 24,
        GilEnabled = -1,

        // cpython/pystate.h
        ThreadNext = 8,
        ThreadInterpreter = 16,
        ThreadUniqueId = 240,
        ThreadIdentity = 152,
        ThreadNativeId = 160,
        ThreadStatus = -1,
        ThreadAttachment = -1,
        ThreadHoldsGil = -1,
        ThreadRequestsGil = -1,
        ThreadDataStackChunk = 296,
        ThreadDataStackTop = 304,
        ThreadFrame = -1,
        ThreadCFrame = 56,
        CFrameCurrentFrame = 8,
        ThreadBaseFrame = -1,
        ThreadAsyncioLoop = -1,
        ThreadAsyncioTask = -1,
        ThreadAsyncioTasks = -1,
        ChunkPrevious = 0,
        ChunkTop = 16,
        ChunkData = 24,

        // pycore_frame.h
        FramePrevious = 48,
        FrameCode = 32,
        FrameInstruction = 56,
        FrameFunction = 0,
        FrameObject = 40,
        FrameStackTop = 64,
        FrameOwner = 69,
        FrameHeaderSize = 72,
        FrameGlobals = 8,
        FrameValueStack = -1,
        FrameGenerator = -1,
        FrameState = -1,
        FrameBytecodeIndex = -1,

        // genobject.h, pycore_genobject.h
        GeneratorFrame = 80,
        GeneratorState = 75,
        GeneratorName = 32,
        GeneratorQualifiedName = 40,

        // cpython/code.h
        CodeUnits = 16,
        CodeFlags = 48,
        CodeArgumentCount = 56,
        CodeKeywordOnlyCount = 64,
        CodeLocalCount = 80,
        CodeFirstLine = 72,
        CodeFileName = 112,
        CodeName = 120,
        CodeQualifiedName = 128,
        CodeLineTable = 136,
        CodeFirstTraceable = 168,
        CodeInstructions = 184,
        CodeWarmup = 52,
        CodeFrameSize = -1,
        CodeLocals = 76,
        CodeStackSize = 68,
        CodeLocalsNames = 96,
        CodeLocalsKinds = 104,
        CodeVariableNames = -1,
        CodeCellNames = -1,
        CodeFreeNames = -1,
        CodeThreadBytecode = -1,
        BytecodesSize = -1,
        BytecodesEntries = -1,
        FrameSpecialWords = 9,

        // object.h, cpython/object.h
        ObjectType = 8,
        ObjectSize = 16,
        TypeName = 24,
        TypeFlags = 168,
        TypeBase = 256,
        TypeBasicSize = 32,
        TypeDictOffset = 288,
        HeapTypeCachedKeys = 872,

        // cpython/unicodeobject.h, cpython/bytesobject.h
        TextLength = 16,
        TextState = 32,
        TextKindShift = 2,
        TextAsciiData = 48,
        TextCompactData = 72,
        TextData = 72,
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
