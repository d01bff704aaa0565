namespace Sonde.Collectors.Python;

/// <summary>
/// Where <c>struct _Py_DebugOffsets</c> (Include/internal/pycore_debug_offsets.h; 3.13: pycore_runtime.h) of one minor version
/// keeps its values. Its layout changes with each minor version, never with a patch release. Properties are named as those of
/// <see cref="PythonOffsets"/> that the values are for; -1: this version does not tell.
/// </summary>
internal sealed record DebugLayout
{
    /// <summary>Bytes of the structure.</summary>
    public required int Length { get; init; }

    /// <summary><see cref="PythonOffsets.RuntimeFinalizing"/>.</summary>
    public required int RuntimeFinalizing { get; init; }

    /// <summary><see cref="PythonOffsets.RuntimeInterpretersHead"/>.</summary>
    public required int RuntimeInterpretersHead { get; init; }

    /// <summary><c>sizeof(PyInterpreterState)</c>.</summary>
    public required int InterpreterSize { get; init; }

    /// <summary><see cref="PythonOffsets.InterpreterId"/>.</summary>
    public required int InterpreterId { get; init; }

    /// <summary><see cref="PythonOffsets.InterpreterNext"/>.</summary>
    public required int InterpreterNext { get; init; }

    /// <summary><see cref="PythonOffsets.InterpreterThreadsHead"/>.</summary>
    public required int InterpreterThreadsHead { get; init; }

    /// <summary><see cref="PythonOffsets.InterpreterModules"/>.</summary>
    public required int InterpreterModules { get; init; }

    /// <summary><see cref="PythonOffsets.InterpreterGil"/>.</summary>
    public required int InterpreterGil { get; init; }

    /// <summary><c>PyInterpreterState._gil</c>, which the positions of the GIL's fields are counted through.</summary>
    public required int GilState { get; init; }

    /// <summary><see cref="PythonOffsets.GilLocked"/>.</summary>
    public required int GilLocked { get; init; }

    /// <summary><see cref="PythonOffsets.GilLastHolder"/>.</summary>
    public required int GilLastHolder { get; init; }

    /// <summary><c>sizeof(PyThreadState)</c>.</summary>
    public required int ThreadSize { get; init; }

    /// <summary><see cref="PythonOffsets.ThreadNext"/>.</summary>
    public required int ThreadNext { get; init; }

    /// <summary><see cref="PythonOffsets.ThreadInterpreter"/>.</summary>
    public required int ThreadInterpreter { get; init; }

    /// <summary><see cref="PythonOffsets.ThreadFrame"/>.</summary>
    public required int ThreadFrame { get; init; }

    /// <summary><see cref="PythonOffsets.ThreadIdentity"/>.</summary>
    public required int ThreadIdentity { get; init; }

    /// <summary><see cref="PythonOffsets.ThreadNativeId"/>.</summary>
    public required int ThreadNativeId { get; init; }

    /// <summary><see cref="PythonOffsets.ThreadDataStackChunk"/>.</summary>
    public required int ThreadDataStackChunk { get; init; }

    /// <summary><see cref="PythonOffsets.ThreadStatus"/>.</summary>
    public required int ThreadStatus { get; init; }

    /// <summary><see cref="PythonOffsets.ThreadHoldsGil"/>.</summary>
    public required int ThreadHoldsGil { get; init; }

    /// <summary><see cref="PythonOffsets.ThreadRequestsGil"/>.</summary>
    public required int ThreadRequestsGil { get; init; }

    /// <summary><see cref="PythonOffsets.ThreadBaseFrame"/>.</summary>
    public required int ThreadBaseFrame { get; init; }

    /// <summary><c>sizeof(_PyInterpreterFrame)</c>.</summary>
    public required int FrameSize { get; init; }

    /// <summary><see cref="PythonOffsets.FramePrevious"/>.</summary>
    public required int FramePrevious { get; init; }

    /// <summary><see cref="PythonOffsets.FrameCode"/>.</summary>
    public required int FrameCode { get; init; }

    /// <summary><see cref="PythonOffsets.FrameInstruction"/>.</summary>
    public required int FrameInstruction { get; init; }

    /// <summary><see cref="PythonOffsets.FrameHeaderSize"/>.</summary>
    public required int FrameHeaderSize { get; init; }

    /// <summary><see cref="PythonOffsets.FrameOwner"/>.</summary>
    public required int FrameOwner { get; init; }

    /// <summary><see cref="PythonOffsets.FrameStackTop"/>.</summary>
    public required int FrameStackTop { get; init; }

    /// <summary><see cref="PythonOffsets.FrameBytecodeIndex"/>.</summary>
    public required int FrameBytecodeIndex { get; init; }

    /// <summary><c>sizeof(PyCodeObject)</c>.</summary>
    public required int CodeSize { get; init; }

    /// <summary><see cref="PythonOffsets.CodeFileName"/>.</summary>
    public required int CodeFileName { get; init; }

    /// <summary><see cref="PythonOffsets.CodeName"/>.</summary>
    public required int CodeName { get; init; }

    /// <summary><see cref="PythonOffsets.CodeQualifiedName"/>.</summary>
    public required int CodeQualifiedName { get; init; }

    /// <summary><see cref="PythonOffsets.CodeLineTable"/>.</summary>
    public required int CodeLineTable { get; init; }

    /// <summary><see cref="PythonOffsets.CodeFirstLine"/>.</summary>
    public required int CodeFirstLine { get; init; }

    /// <summary><see cref="PythonOffsets.CodeArgumentCount"/>.</summary>
    public required int CodeArgumentCount { get; init; }

    /// <summary><see cref="PythonOffsets.CodeLocalsNames"/>.</summary>
    public required int CodeLocalsNames { get; init; }

    /// <summary><see cref="PythonOffsets.CodeLocalsKinds"/>.</summary>
    public required int CodeLocalsKinds { get; init; }

    /// <summary><see cref="PythonOffsets.CodeInstructions"/>.</summary>
    public required int CodeInstructions { get; init; }

    /// <summary><see cref="PythonOffsets.CodeThreadBytecode"/>.</summary>
    public required int CodeThreadBytecode { get; init; }

    /// <summary><c>sizeof(PyObject)</c>.</summary>
    public required int ObjectSize { get; init; }

    /// <summary><see cref="PythonOffsets.ObjectType"/>.</summary>
    public required int ObjectType { get; init; }

    /// <summary><see cref="PythonOffsets.TypeName"/>.</summary>
    public required int TypeName { get; init; }

    /// <summary><see cref="PythonOffsets.TypeFlags"/>.</summary>
    public required int TypeFlags { get; init; }

    /// <summary><see cref="PythonOffsets.BytesSize"/>.</summary>
    public required int BytesSize { get; init; }

    /// <summary><see cref="PythonOffsets.BytesData"/>.</summary>
    public required int BytesData { get; init; }

    /// <summary><see cref="PythonOffsets.TextState"/>.</summary>
    public required int TextState { get; init; }

    /// <summary><see cref="PythonOffsets.TextLength"/>.</summary>
    public required int TextLength { get; init; }

    /// <summary><see cref="PythonOffsets.TextAsciiData"/>.</summary>
    public required int TextAsciiData { get; init; }

    /// <summary><see cref="PythonOffsets.GeneratorFrame"/>.</summary>
    public required int GeneratorFrame { get; init; }

    /// <summary><see cref="PythonOffsets.GeneratorState"/>.</summary>
    public required int GeneratorState { get; init; }
}
