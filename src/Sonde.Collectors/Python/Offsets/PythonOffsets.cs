namespace Sonde.Collectors.Python;

/// <summary>
/// Where CPython keeps what a stack is made of: byte offsets of fields, one table per minor version, from the headers named
/// beside them (<c>Include/</c> and <c>Include/internal/</c>). <c>tests/TestTargets/Python/offsets.c</c> prints the same
/// from real headers, and a test compares. x86-64 and arm64 lay these structures out alike (LP64).
/// </summary>
internal sealed record PythonOffsets
{
    /// <summary>CPython's minor version, 11 for 3.11.</summary>
    public required int Minor { get; init; }

    /// <summary>3.12 and newer: a frame of its own stands on the stack where C code entered the evaluation loop.</summary>
    public bool HasEntryFrames => Minor >= 12;

    // pycore_runtime.h
    /// <summary><c>_PyRuntimeState.initialized</c> (int): 1 between <c>Py_Initialize</c> and <c>Py_Finalize</c>.</summary>
    public required int RuntimeInitialized { get; init; }

    /// <summary><c>_PyRuntimeState._finalizing</c>: the thread state that ends the interpreter, or null.</summary>
    public required int RuntimeFinalizing { get; init; }

    /// <summary><c>_PyRuntimeState.interpreters.head</c>.</summary>
    public required int RuntimeInterpretersHead { get; init; }

    // pycore_interp.h
    /// <summary><c>PyInterpreterState.next</c>.</summary>
    public required int InterpreterNext { get; init; }

    /// <summary><c>PyInterpreterState.threads.head</c>: the newest thread state.</summary>
    public required int InterpreterThreadsHead { get; init; }

    /// <summary><c>PyInterpreterState.threads.next_unique_id</c> (uint64): grows with every thread state made.</summary>
    public required int InterpreterNextThreadId { get; init; }

    // pycore_gil.h, pycore_ceval_state.h
    /// <summary><c>_PyRuntimeState.ceval.gil</c> where one GIL serves all interpreters, else -1.</summary>
    public required int RuntimeGil { get; init; }

    /// <summary><c>PyInterpreterState.ceval.gil</c> (pointer) where each interpreter may have its own GIL, else -1.</summary>
    public required int InterpreterGil { get; init; }

    /// <summary><c>_gil_runtime_state.last_holder</c>.</summary>
    public required int GilLastHolder { get; init; }

    /// <summary><c>_gil_runtime_state.locked</c> (int).</summary>
    public required int GilLocked { get; init; }

    // cpython/pystate.h
    /// <summary><c>PyThreadState.next</c>.</summary>
    public required int ThreadNext { get; init; }

    /// <summary><c>PyThreadState.interp</c>.</summary>
    public required int ThreadInterpreter { get; init; }

    /// <summary><c>PyThreadState.native_thread_id</c> (unsigned long): <c>gettid</c> in the target's own PID namespace.</summary>
    public required int ThreadNativeId { get; init; }

    /// <summary><c>PyThreadState.datastack_chunk</c>: the chunk in use.</summary>
    public required int ThreadDataStackChunk { get; init; }

    /// <summary><c>PyThreadState.datastack_top</c>: the first free byte of the chunk in use.</summary>
    public required int ThreadDataStackTop { get; init; }

    /// <summary><c>PyThreadState.current_frame</c>, or -1 where it is found through <see cref="ThreadCFrame"/>.</summary>
    public required int ThreadFrame { get; init; }

    /// <summary><c>PyThreadState.cframe</c>, or -1.</summary>
    public required int ThreadCFrame { get; init; }

    /// <summary><c>_PyCFrame.current_frame</c>, or -1.</summary>
    public required int CFrameCurrentFrame { get; init; }

    /// <summary><c>_PyStackChunk.previous</c>.</summary>
    public required int ChunkPrevious { get; init; }

    /// <summary><c>_PyStackChunk.top</c> (size_t): words in use; kept only while the chunk is not the one in use.</summary>
    public required int ChunkTop { get; init; }

    /// <summary><c>_PyStackChunk.data</c>.</summary>
    public required int ChunkData { get; init; }

    // pycore_frame.h
    /// <summary><c>_PyInterpreterFrame.f_code</c> (3.13: <c>f_executable</c>).</summary>
    public required int FrameCode { get; init; }

    /// <summary><c>_PyInterpreterFrame.prev_instr</c> (3.13: <c>instr_ptr</c>): see <see cref="PythonFrame.Instruction"/>.</summary>
    public required int FrameInstruction { get; init; }

    /// <summary><c>_PyInterpreterFrame.previous</c>: the caller.</summary>
    public required int FramePrevious { get; init; }

    /// <summary><c>_PyInterpreterFrame.stacktop</c> (int): -1 while the frame itself runs, else while its callee does.</summary>
    public required int FrameStackTop { get; init; }

    /// <summary><c>_PyInterpreterFrame.owner</c> (char): see <see cref="FrameOwner"/>.</summary>
    public required int FrameOwner { get; init; }

    /// <summary><c>_PyInterpreterFrame.localsplus</c>: bytes before the locals.</summary>
    public required int FrameHeaderSize { get; init; }

    // object.h
    /// <summary><c>PyObject.ob_type</c>.</summary>
    public required int ObjectType { get; init; }

    /// <summary><c>PyTypeObject.tp_name</c> (char*).</summary>
    public required int TypeName { get; init; }

    // cpython/code.h
    /// <summary><c>PyVarObject.ob_size</c> of a code object: two-byte code units.</summary>
    public required int CodeUnits { get; init; }

    /// <summary><c>PyCodeObject.co_firstlineno</c> (int).</summary>
    public required int CodeFirstLine { get; init; }

    /// <summary><c>PyCodeObject.co_filename</c>.</summary>
    public required int CodeFileName { get; init; }

    /// <summary><c>PyCodeObject.co_qualname</c>.</summary>
    public required int CodeQualifiedName { get; init; }

    /// <summary><c>PyCodeObject.co_linetable</c> (bytes).</summary>
    public required int CodeLineTable { get; init; }

    /// <summary><c>PyCodeObject._co_firsttraceable</c> (int): before this unit a frame is still being set up.</summary>
    public required int CodeFirstTraceable { get; init; }

    /// <summary><c>PyCodeObject.co_code_adaptive</c>: the bytecode; also the size of the header.</summary>
    public required int CodeInstructions { get; init; }

    /// <summary><c>PyCodeObject.co_framesize</c> (int, words), or -1 where it is the sum of the next two and <see cref="FrameSpecialWords"/>.</summary>
    public required int CodeFrameSize { get; init; }

    /// <summary><c>PyCodeObject.co_nlocalsplus</c> (int, words), or -1.</summary>
    public required int CodeLocals { get; init; }

    /// <summary><c>PyCodeObject.co_stacksize</c> (int, words), or -1.</summary>
    public required int CodeStackSize { get; init; }

    /// <summary><c>FRAME_SPECIALS_SIZE</c> (words), or 0 where <see cref="CodeFrameSize"/> contains it.</summary>
    public required int FrameSpecialWords { get; init; }

    // cpython/unicodeobject.h, cpython/bytesobject.h
    /// <summary><c>PyASCIIObject.length</c>: characters.</summary>
    public required int TextLength { get; init; }

    /// <summary><c>PyASCIIObject.state</c>: bits 2-4 kind, 5 compact, 6 ASCII.</summary>
    public required int TextState { get; init; }

    /// <summary><c>sizeof(PyASCIIObject)</c>: where the characters of a compact ASCII string begin.</summary>
    public required int TextAsciiData { get; init; }

    /// <summary><c>sizeof(PyCompactUnicodeObject)</c>: where those of another compact string begin.</summary>
    public required int TextCompactData { get; init; }

    /// <summary><c>PyUnicodeObject.data</c>: the characters' address in a string that is not compact.</summary>
    public required int TextData { get; init; }

    /// <summary><c>PyVarObject.ob_size</c> of a bytes object.</summary>
    public required int BytesSize { get; init; }

    /// <summary><c>PyBytesObject.ob_sval</c>.</summary>
    public required int BytesData { get; init; }
}
