namespace Sonde.Collectors.Python;

/// <summary>
/// Where CPython keeps what a stack is made of: byte offsets of fields, one table per minor version and build, from the headers
/// named beside them (<c>Include/</c> and <c>Include/internal/</c>). <c>tests/TestTargets/Python/offsets.c</c> prints the same
/// from real headers: <c>eng/python-offsets</c> writes the tables from it, and a test compares. A field that a version does not
/// have is -1; "3.12:" says since when it is there. x86-64 and arm64 lay these structures out alike (LP64).
/// </summary>
internal sealed record PythonOffsets
{
    /// <summary>CPython's minor version, 11 for 3.11.</summary>
    public required int Minor { get; init; }

    /// <summary>3.11 and newer: frames lie on a data stack; before, each is an object on the heap.</summary>
    public bool HasDataStack => Minor >= 11;

    /// <summary>3.12 and newer: a frame of its own stands on the stack where C code entered the evaluation loop.</summary>
    public bool HasEntryFrames => Minor >= 12;

    /// <summary>3.11 to 3.13: a frame tells by its <see cref="FrameStackTop"/> whether it waits for its callee.</summary>
    public bool TellsAwaiting => Minor is >= 11 and <= 13;

    /// <summary>Up to 3.10 <see cref="FrameInstruction"/> is a number, counted in bytes up to 3.9 and in code units in 3.10.</summary>
    public int InstructionSize => Minor >= 10 ? 2 : 1;

    /// <summary>3.14: references from frames carry a tag in their lowest bits (Include/internal/pycore_stackref.h).</summary>
    public ulong ReferenceMask => Minor >= 14 ? ~3UL : ~0UL;

    // pycore_runtime.h
    /// <summary><c>_PyRuntimeState.initialized</c> (int): 1 between <c>Py_Initialize</c> and <c>Py_Finalize</c>.</summary>
    public required int RuntimeInitialized { get; init; }

    /// <summary>
    /// <c>_PyRuntimeState._finalizing</c> (3.8: <c>finalizing</c>): the thread state that ends the interpreter, or null.
    /// </summary>
    public required int RuntimeFinalizing { get; init; }

    /// <summary><c>_PyRuntimeState.interpreters.head</c>.</summary>
    public required int RuntimeInterpretersHead { get; init; }

    // pycore_interp.h
    /// <summary><c>PyInterpreterState.id</c> (int64): 0 for the main interpreter.</summary>
    public required int InterpreterId { get; init; }

    /// <summary><c>PyInterpreterState.next</c>.</summary>
    public required int InterpreterNext { get; init; }

    /// <summary><c>PyInterpreterState.threads.head</c> (up to 3.10 <c>tstate_head</c>): the newest thread state.</summary>
    public required int InterpreterThreadsHead { get; init; }

    /// <summary>
    /// <c>PyInterpreterState.threads.next_unique_id</c> (uint64; up to 3.10 <c>tstate_next_unique_id</c>): grows with every
    /// thread state made.
    /// </summary>
    public required int InterpreterNextThreadId { get; init; }

    /// <summary><c>PyInterpreterState.imports.modules</c> (up to 3.11 <c>modules</c>): the dict <c>sys.modules</c>.</summary>
    public required int InterpreterModules { get; init; }

    /// <summary>
    /// 3.14: <c>PyInterpreterState.asyncio_tasks_head</c> (<c>struct llist_node</c>): tasks of threads that have ended.
    /// </summary>
    public required int InterpreterAsyncioTasks { get; init; }

    /// <summary>3.14 free-threaded: <c>PyInterpreterState.tlbc_indices.tlbc_generation</c> (uint32).</summary>
    public required int InterpreterBytecodeGeneration { get; init; }

    // pycore_gil.h, pycore_ceval_state.h
    /// <summary><c>_PyRuntimeState.ceval.gil</c> where one GIL serves all interpreters (up to 3.11), else -1.</summary>
    public required int RuntimeGil { get; init; }

    /// <summary>
    /// <c>PyInterpreterState.ceval.gil</c> (pointer) where each interpreter may have its own GIL (3.12), else -1.
    /// </summary>
    public required int InterpreterGil { get; init; }

    /// <summary><c>PyInterpreterState.ceval.own_gil</c> (int): not 0 when the GIL is its own.</summary>
    public required int InterpreterOwnGil { get; init; }

    /// <summary><c>_gil_runtime_state.last_holder</c>: the thread state that holds it or held it last.</summary>
    public required int GilLastHolder { get; init; }

    /// <summary><c>_gil_runtime_state.locked</c> (int): 1 while it is held, -1 before it is made.</summary>
    public required int GilLocked { get; init; }

    /// <summary><c>_gil_runtime_state.switch_number</c> (unsigned long): how often it went from one thread to another.</summary>
    public required int GilSwitchNumber { get; init; }

    /// <summary>
    /// Free-threaded builds: <c>_gil_runtime_state.enabled</c> (int): not 0 when an extension switched the GIL on.
    /// </summary>
    public required int GilEnabled { get; init; }

    // cpython/pystate.h
    /// <summary><c>PyThreadState.next</c>.</summary>
    public required int ThreadNext { get; init; }

    /// <summary><c>PyThreadState.interp</c>.</summary>
    public required int ThreadInterpreter { get; init; }

    /// <summary><c>PyThreadState.id</c> (uint64).</summary>
    public required int ThreadUniqueId { get; init; }

    /// <summary>
    /// <c>PyThreadState.thread_id</c> (unsigned long): <c>pthread_self()</c>, what <c>threading.get_ident</c> says.
    /// </summary>
    public required int ThreadIdentity { get; init; }

    /// <summary>
    /// <c>PyThreadState.native_thread_id</c> (unsigned long): <c>gettid</c> in the target's own PID namespace; -1 up to 3.10, see
    /// <see cref="ThreadIdentity"/>.
    /// </summary>
    public required int ThreadNativeId { get; init; }

    /// <summary>3.12: <c>PyThreadState._status</c> (bit field: initialized, bound, unbound, bound_gilstate, active, …).</summary>
    public required int ThreadStatus { get; init; }

    /// <summary>
    /// 3.13: <c>PyThreadState.state</c> (int): <c>_Py_THREAD_DETACHED</c> 0, <c>_Py_THREAD_ATTACHED</c> 1, suspended 2.
    /// </summary>
    public required int ThreadAttachment { get; init; }

    /// <summary>3.14: <c>PyThreadState.holds_gil</c> (int).</summary>
    public required int ThreadHoldsGil { get; init; }

    /// <summary>3.15: <c>PyThreadState.gil_requested</c> (int).</summary>
    public required int ThreadRequestsGil { get; init; }

    /// <summary><c>PyThreadState.datastack_chunk</c>: the chunk in use.</summary>
    public required int ThreadDataStackChunk { get; init; }

    /// <summary><c>PyThreadState.datastack_top</c>: the first free byte of the chunk in use.</summary>
    public required int ThreadDataStackTop { get; init; }

    /// <summary>
    /// <c>PyThreadState.current_frame</c> (up to 3.10 <c>frame</c>), or -1 where it is found through <see cref="ThreadCFrame"/>.
    /// </summary>
    public required int ThreadFrame { get; init; }

    /// <summary>3.11 and 3.12: <c>PyThreadState.cframe</c>.</summary>
    public required int ThreadCFrame { get; init; }

    /// <summary>3.11 and 3.12: <c>_PyCFrame.current_frame</c>.</summary>
    public required int CFrameCurrentFrame { get; init; }

    /// <summary>3.15: <c>PyThreadState.base_frame</c>: the frame below all others.</summary>
    public required int ThreadBaseFrame { get; init; }

    /// <summary>3.13: <c>_PyThreadStateImpl.asyncio_running_loop</c>.</summary>
    public required int ThreadAsyncioLoop { get; init; }

    /// <summary>3.14: <c>_PyThreadStateImpl.asyncio_running_task</c>.</summary>
    public required int ThreadAsyncioTask { get; init; }

    /// <summary>3.14: <c>_PyThreadStateImpl.asyncio_tasks_head</c> (<c>struct llist_node</c>).</summary>
    public required int ThreadAsyncioTasks { get; init; }

    /// <summary><c>_PyStackChunk.previous</c>.</summary>
    public required int ChunkPrevious { get; init; }

    /// <summary><c>_PyStackChunk.top</c> (size_t): words in use; kept only while the chunk is not the one in use.</summary>
    public required int ChunkTop { get; init; }

    /// <summary><c>_PyStackChunk.data</c>.</summary>
    public required int ChunkData { get; init; }

    // pycore_frame.h
    /// <summary><c>_PyInterpreterFrame.previous</c> (up to 3.10 <c>PyFrameObject.f_back</c>): the caller.</summary>
    public required int FramePrevious { get; init; }

    /// <summary>
    /// <c>_PyInterpreterFrame.f_code</c> (3.13: <c>f_executable</c>; 3.14: the same, with a tag in its lowest bits).
    /// </summary>
    public required int FrameCode { get; init; }

    /// <summary>
    /// <c>_PyInterpreterFrame.prev_instr</c> (3.13: <c>instr_ptr</c>; up to 3.10 <c>f_lasti</c>, int): see <see
    /// cref="PythonFrame.Instruction"/>.
    /// </summary>
    public required int FrameInstruction { get; init; }

    /// <summary><c>_PyInterpreterFrame.f_funcobj</c> (3.11: <c>f_func</c>; 3.14: tagged).</summary>
    public required int FrameFunction { get; init; }

    /// <summary><c>_PyInterpreterFrame.frame_obj</c>.</summary>
    public required int FrameObject { get; init; }

    /// <summary>
    /// Up to 3.9 <c>f_stacktop</c> (pointer, null while the frame runs), 3.10 <c>f_stackdepth</c> (int), 3.11 <c>stacktop</c>
    /// (int: -1 while the frame itself runs, else while its callee does), 3.14 <c>stackpointer</c> (pointer, as old as the last
    /// call).
    /// </summary>
    public required int FrameStackTop { get; init; }

    /// <summary><c>_PyInterpreterFrame.owner</c> (char): see <see cref="Python.FrameOwner"/>.</summary>
    public required int FrameOwner { get; init; }

    /// <summary><c>_PyInterpreterFrame.localsplus</c> (up to 3.10 <c>f_localsplus</c>): bytes before the locals.</summary>
    public required int FrameHeaderSize { get; init; }

    /// <summary><c>f_globals</c>.</summary>
    public required int FrameGlobals { get; init; }

    /// <summary>Up to 3.10: <c>PyFrameObject.f_valuestack</c>: the first word after the locals.</summary>
    public required int FrameValueStack { get; init; }

    /// <summary>Up to 3.10: <c>PyFrameObject.f_gen</c>: the generator whose frame it is, or null.</summary>
    public required int FrameGenerator { get; init; }

    /// <summary>
    /// 3.10: <c>PyFrameObject.f_state</c> (char: -2 created, -1 suspended, 0 runs, more: has ended); up to 3.9 <c>f_executing</c>
    /// (char: 1 runs).
    /// </summary>
    public required int FrameState { get; init; }

    /// <summary>3.14 free-threaded: <c>_PyInterpreterFrame.tlbc_index</c> (int32): which copy of the bytecode runs.</summary>
    public required int FrameBytecodeIndex { get; init; }

    // genobject.h, pycore_genobject.h
    /// <summary><c>PyGenObject.gi_iframe</c>: the frame itself; up to 3.10 <c>gi_frame</c>: its address.</summary>
    public required int GeneratorFrame { get; init; }

    /// <summary>
    /// 3.11: <c>PyGenObject.gi_frame_state</c> (int8; <c>PyFrameState</c> in pycore_frame.h: 0 runs, less: not yet or suspended;
    /// 3.13: -1 suspended in <c>await</c> or <c>yield from</c>).
    /// </summary>
    public required int GeneratorState { get; init; }

    /// <summary><c>PyGenObject.gi_name</c>.</summary>
    public required int GeneratorName { get; init; }

    /// <summary><c>PyGenObject.gi_qualname</c>.</summary>
    public required int GeneratorQualifiedName { get; init; }

    // cpython/code.h
    /// <summary><c>PyVarObject.ob_size</c> of a code object: two-byte code units; -1 up to 3.10.</summary>
    public required int CodeUnits { get; init; }

    /// <summary><c>PyCodeObject.co_flags</c> (int): 0x20 generator, 0x80 coroutine, 0x200 asynchronous generator.</summary>
    public required int CodeFlags { get; init; }

    /// <summary><c>PyCodeObject.co_argcount</c> (int).</summary>
    public required int CodeArgumentCount { get; init; }

    /// <summary><c>PyCodeObject.co_kwonlyargcount</c> (int).</summary>
    public required int CodeKeywordOnlyCount { get; init; }

    /// <summary><c>PyCodeObject.co_nlocals</c> (int).</summary>
    public required int CodeLocalCount { get; init; }

    /// <summary><c>PyCodeObject.co_firstlineno</c> (int).</summary>
    public required int CodeFirstLine { get; init; }

    /// <summary><c>PyCodeObject.co_filename</c>.</summary>
    public required int CodeFileName { get; init; }

    /// <summary><c>PyCodeObject.co_name</c>.</summary>
    public required int CodeName { get; init; }

    /// <summary>3.11: <c>PyCodeObject.co_qualname</c>.</summary>
    public required int CodeQualifiedName { get; init; }

    /// <summary><c>PyCodeObject.co_linetable</c> (bytes; up to 3.9 <c>co_lnotab</c>).</summary>
    public required int CodeLineTable { get; init; }

    /// <summary>3.11: <c>PyCodeObject._co_firsttraceable</c> (int): before this unit a frame is still being set up.</summary>
    public required int CodeFirstTraceable { get; init; }

    /// <summary>
    /// <c>PyCodeObject.co_code_adaptive</c>: the bytecode, and the size of the header; up to 3.10 <c>co_code</c>: the address of
    /// a bytes object.
    /// </summary>
    public required int CodeInstructions { get; init; }

    /// <summary>3.11: <c>PyCodeObject.co_warmup</c> (short, with another short after it): a counter.</summary>
    public required int CodeWarmup { get; init; }

    /// <summary>3.12: <c>PyCodeObject.co_framesize</c> (int, words).</summary>
    public required int CodeFrameSize { get; init; }

    /// <summary>3.11: <c>PyCodeObject.co_nlocalsplus</c> (int, words).</summary>
    public required int CodeLocals { get; init; }

    /// <summary><c>PyCodeObject.co_stacksize</c> (int, words).</summary>
    public required int CodeStackSize { get; init; }

    /// <summary>3.11: <c>PyCodeObject.co_localsplusnames</c> (tuple).</summary>
    public required int CodeLocalsNames { get; init; }

    /// <summary>3.11: <c>PyCodeObject.co_localspluskinds</c> (bytes).</summary>
    public required int CodeLocalsKinds { get; init; }

    /// <summary>Up to 3.10: <c>PyCodeObject.co_varnames</c> (tuple).</summary>
    public required int CodeVariableNames { get; init; }

    /// <summary>Up to 3.10: <c>PyCodeObject.co_cellvars</c> (tuple).</summary>
    public required int CodeCellNames { get; init; }

    /// <summary>Up to 3.10: <c>PyCodeObject.co_freevars</c> (tuple).</summary>
    public required int CodeFreeNames { get; init; }

    /// <summary>3.14 free-threaded: <c>PyCodeObject.co_tlbc</c> (pointer to <c>_PyCodeArray</c>).</summary>
    public required int CodeThreadBytecode { get; init; }

    /// <summary>3.14 free-threaded: <c>_PyCodeArray.size</c> (Py_ssize_t).</summary>
    public required int BytecodesSize { get; init; }

    /// <summary>3.14 free-threaded: <c>_PyCodeArray.entries</c> (pointers).</summary>
    public required int BytecodesEntries { get; init; }

    /// <summary>
    /// 3.11: <c>FRAME_SPECIALS_SIZE</c> (words), which a frame takes beside its locals and its stack; 0 where <see
    /// cref="CodeFrameSize"/> contains it.
    /// </summary>
    public required int FrameSpecialWords { get; init; }

    // object.h, cpython/object.h
    /// <summary><c>PyObject.ob_type</c>.</summary>
    public required int ObjectType { get; init; }

    /// <summary><c>PyVarObject.ob_size</c> (Py_ssize_t): items of a tuple or list.</summary>
    public required int ObjectSize { get; init; }

    /// <summary><c>PyTypeObject.tp_name</c> (char*).</summary>
    public required int TypeName { get; init; }

    /// <summary><c>PyTypeObject.tp_flags</c> (unsigned long).</summary>
    public required int TypeFlags { get; init; }

    /// <summary><c>PyTypeObject.tp_base</c>.</summary>
    public required int TypeBase { get; init; }

    /// <summary><c>PyTypeObject.tp_basicsize</c> (Py_ssize_t).</summary>
    public required int TypeBasicSize { get; init; }

    /// <summary><c>PyTypeObject.tp_dictoffset</c> (Py_ssize_t).</summary>
    public required int TypeDictOffset { get; init; }

    /// <summary><c>PyHeapTypeObject.ht_cached_keys</c>.</summary>
    public required int HeapTypeCachedKeys { get; init; }

    // cpython/unicodeobject.h, cpython/bytesobject.h
    /// <summary><c>PyASCIIObject.length</c>: characters.</summary>
    public required int TextLength { get; init; }

    /// <summary><c>PyASCIIObject.state</c>: see <see cref="TextReader"/>.</summary>
    public required int TextState { get; init; }

    /// <summary>
    /// The lowest bit of <c>state.kind</c> (three bits: bytes of a character), which <c>compact</c> and <c>ascii</c> follow.
    /// </summary>
    public required int TextKindShift { get; init; }

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

    // cpython/tupleobject.h, cpython/listobject.h, setobject.h, longintrepr.h, floatobject.h
    /// <summary><c>PyTupleObject.ob_item</c>: the items themselves.</summary>
    public required int TupleItems { get; init; }

    /// <summary><c>PyListObject.ob_item</c>: the address of the items.</summary>
    public required int ListItems { get; init; }

    /// <summary><c>PySetObject.used</c> (Py_ssize_t).</summary>
    public required int SetUsed { get; init; }

    /// <summary><c>PySetObject.mask</c> (Py_ssize_t): entries less one.</summary>
    public required int SetMask { get; init; }

    /// <summary><c>PySetObject.table</c>: the address of the entries, each of key and hash.</summary>
    public required int SetTable { get; init; }

    /// <summary>
    /// <c>PyLongObject.long_value.lv_tag</c> (3.12: sign in bits 0-1, digits from bit 3); up to 3.11 <c>ob_size</c> (digits,
    /// negative for negative numbers).
    /// </summary>
    public required int IntegerTag { get; init; }

    /// <summary><c>ob_digit</c> of an integer (uint32, 30 bits each).</summary>
    public required int IntegerDigits { get; init; }

    /// <summary><c>PyFloatObject.ob_fval</c> (double).</summary>
    public required int FloatValue { get; init; }

    // cpython/dictobject.h, pycore_dict.h (Objects/dict-common.h before 3.11)
    /// <summary><c>PyDictObject.ma_used</c> (Py_ssize_t).</summary>
    public required int DictUsed { get; init; }

    /// <summary><c>PyDictObject.ma_keys</c>.</summary>
    public required int DictKeys { get; init; }

    /// <summary><c>PyDictObject.ma_values</c>: null unless the keys are shared; see <see cref="DictValuesItems"/>.</summary>
    public required int DictValues { get; init; }

    /// <summary>3.11: <c>PyDictKeysObject.dk_log2_size</c> (byte).</summary>
    public required int KeysLog2Size { get; init; }

    /// <summary>
    /// 3.11: <c>PyDictKeysObject.dk_log2_index_bytes</c> (byte): size of the indices, behind which the entries begin.
    /// </summary>
    public required int KeysLog2IndexBytes { get; init; }

    /// <summary>
    /// 3.11: <c>PyDictKeysObject.dk_kind</c> (byte: 0 general, entries of hash, key, value; 1 text, 2 split, entries of key and
    /// value).
    /// </summary>
    public required int KeysKind { get; init; }

    /// <summary>
    /// Up to 3.10: <c>PyDictKeysObject.dk_size</c> (Py_ssize_t): one index each, of 1, 2, 4 or 8 bytes; entries are of hash, key,
    /// value.
    /// </summary>
    public required int KeysSize { get; init; }

    /// <summary><c>PyDictKeysObject.dk_nentries</c> (Py_ssize_t).</summary>
    public required int KeysEntryCount { get; init; }

    /// <summary><c>PyDictKeysObject.dk_indices</c>.</summary>
    public required int KeysIndices { get; init; }

    /// <summary>
    /// <c>struct _dictvalues.values</c>: the first value; up to 3.10 <c>ma_values</c> points to the values themselves.
    /// </summary>
    public required int DictValuesItems { get; init; }
}
