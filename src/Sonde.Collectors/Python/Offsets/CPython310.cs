namespace Sonde.Collectors.Python;

/// <summary>Offsets of CPython 3.10, default build (with GIL). Written by <c>eng/python-offsets</c> from its headers.</summary>
internal static class CPython310
{
    /// <summary>The table.</summary>
    public static readonly PythonOffsets Offsets = new()
    {
        // patchlevel.h
        Minor = 10,

        // pycore_runtime.h
        RuntimeInitialized = 12,
        RuntimeFinalizing = 16,
        RuntimeInterpretersHead = 32,

        // pycore_interp.h
        InterpreterId = 24,
        InterpreterNext = 0,
        InterpreterThreadsHead = 8,
        InterpreterNextThreadId = 3448,
        InterpreterModules = 856,
        InterpreterAsyncioTasks = -1,
        InterpreterBytecodeGeneration = -1,

        // pycore_gil.h, pycore_ceval_state.h
        RuntimeGil = 352,
        InterpreterGil = -1,
        InterpreterOwnGil = -1,
        GilLastHolder = 8,
        GilLocked = 16,
        GilSwitchNumber = 24,
        GilEnabled = -1,

        // cpython/pystate.h
        ThreadNext = 8,
        ThreadInterpreter = 16,
        ThreadUniqueId = 256,
        ThreadIdentity = 176,
        ThreadNativeId = -1,
        ThreadStatus = -1,
        ThreadAttachment = -1,
        ThreadHoldsGil = -1,
        ThreadRequestsGil = -1,
        ThreadDataStackChunk = -1,
        ThreadDataStackTop = -1,
        ThreadFrame = 24,
        ThreadCFrame = -1,
        CFrameCurrentFrame = -1,
        ThreadBaseFrame = -1,
        ThreadAsyncioLoop = -1,
        ThreadAsyncioTask = -1,
        ThreadAsyncioTasks = -1,
        ChunkPrevious = -1,
        ChunkTop = -1,
        ChunkData = -1,

        // cpython/frameobject.h
        FramePrevious = 24,
        FrameCode = 32,
        FrameInstruction = 96,
        FrameFunction = -1,
        FrameObject = -1,
        FrameStackTop = 80,
        FrameOwner = -1,
        FrameHeaderSize = 352,
        FrameGlobals = 48,
        FrameValueStack = 64,
        FrameGenerator = 88,
        FrameState = 108,
        FrameBytecodeIndex = -1,

        // genobject.h, pycore_genobject.h
        GeneratorFrame = 16,
        GeneratorState = -1,
        GeneratorName = 40,
        GeneratorQualifiedName = 48,

        // cpython/code.h
        CodeUnits = -1,
        CodeFlags = 36,
        CodeArgumentCount = 16,
        CodeKeywordOnlyCount = 24,
        CodeLocalCount = 28,
        CodeFirstLine = 40,
        CodeFileName = 104,
        CodeName = 112,
        CodeQualifiedName = -1,
        CodeLineTable = 120,
        CodeFirstTraceable = -1,
        CodeInstructions = 48,
        CodeWarmup = -1,
        CodeFrameSize = -1,
        CodeLocals = -1,
        CodeStackSize = 32,
        CodeLocalsNames = -1,
        CodeLocalsKinds = -1,
        CodeVariableNames = 72,
        CodeCellNames = 88,
        CodeFreeNames = 80,
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
        KeysLog2Size = -1,
        KeysLog2IndexBytes = -1,
        KeysKind = -1,
        KeysSize = 8,
        KeysEntryCount = 32,
        KeysIndices = 40,
        DictValuesItems = 0,
    };
}
