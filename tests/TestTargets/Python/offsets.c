/*
 * Prints the offsets that the Python collector's tables hold, one "Name value" a line, as the headers of one CPython
 * version give them ("# header" before those of a header):
 *
 *     gcc -I/usr/include/python3.11 -I/usr/include/python3.11/internal offsets.c -o offsets && ./offsets
 *
 * -DPy_GIL_DISABLED=1 gives those of the free-threaded build. A test compiles it against every set of headers it finds and
 * compares the answer with the table of that version; eng/python-offsets writes the tables.
 * Names are those of the properties of PythonOffsets. -1: this version has no such field.
 */
#define Py_BUILD_CORE 1
#include <stddef.h>
#include <stdio.h>

#include "Python.h"

#define MINOR PY_MINOR_VERSION
#include "frameobject.h"
#if MINOR >= 11
#include "internal/pycore_code.h"
#include "internal/pycore_frame.h"
#include "internal/pycore_dict.h"
#endif
#if MINOR >= 14
#include "internal/pycore_interpframe.h"
#include "internal/pycore_llist.h"
#endif
#if MINOR >= 12
#include "internal/pycore_long.h"
#endif
#if MINOR >= 13
#include "internal/pycore_tstate.h"
#endif
#include "internal/pycore_gil.h"
#include "internal/pycore_pystate.h"
#if MINOR >= 9
#include "internal/pycore_interp.h"
#include "internal/pycore_runtime.h"
#endif

#define HEADER(name) printf("# %s\n", name)
#define NONE(name) printf("%s -1\n", name)
#define AT(name, type, field) printf("%s %zu\n", name, offsetof(type, field))
#define SIZE(name, value) printf("%s %zu\n", name, (size_t)(value))

#if MINOR >= 12
#define AT_SINCE_12(name, type, field) AT(name, type, field)
#else
#define AT_SINCE_12(name, type, field) NONE(name)
#endif
#if MINOR >= 11
#define AT_SINCE_11(name, type, field) AT(name, type, field)
#define AT_BEFORE_11(name, type, field) NONE(name)
#else
#define AT_SINCE_11(name, type, field) NONE(name)
#define AT_BEFORE_11(name, type, field) AT(name, type, field)
#endif
#if MINOR >= 13
#define AT_SINCE_13(name, type, field) AT(name, type, field)
#else
#define AT_SINCE_13(name, type, field) NONE(name)
#endif
#if MINOR >= 14
#define AT_SINCE_14(name, type, field) AT(name, type, field)
#else
#define AT_SINCE_14(name, type, field) NONE(name)
#endif
#if MINOR >= 15
#define AT_SINCE_15(name, type, field) AT(name, type, field)
#else
#define AT_SINCE_15(name, type, field) NONE(name)
#endif

static void Runtime(void)
{
    HEADER("pycore_runtime.h");
    AT("RuntimeInitialized", _PyRuntimeState, initialized);
#if MINOR >= 9
    AT("RuntimeFinalizing", _PyRuntimeState, _finalizing);
#else
    AT("RuntimeFinalizing", _PyRuntimeState, finalizing);
#endif
    AT("RuntimeInterpretersHead", _PyRuntimeState, interpreters.head);

    HEADER("pycore_interp.h");
    AT("InterpreterId", PyInterpreterState, id);
    AT("InterpreterNext", PyInterpreterState, next);
#if MINOR >= 11
    AT("InterpreterThreadsHead", PyInterpreterState, threads.head);
    AT("InterpreterNextThreadId", PyInterpreterState, threads.next_unique_id);
#else
    AT("InterpreterThreadsHead", PyInterpreterState, tstate_head);
    AT("InterpreterNextThreadId", PyInterpreterState, tstate_next_unique_id);
#endif
#if MINOR >= 12
    AT("InterpreterModules", PyInterpreterState, imports.modules);
#else
    AT("InterpreterModules", PyInterpreterState, modules);
#endif
    AT_SINCE_14("InterpreterAsyncioTasks", PyInterpreterState, asyncio_tasks_head);
#if MINOR >= 14 && defined(Py_GIL_DISABLED)
    AT("InterpreterBytecodeGeneration", PyInterpreterState, tlbc_indices.tlbc_generation);
#else
    NONE("InterpreterBytecodeGeneration");
#endif

    HEADER("pycore_gil.h, pycore_ceval_state.h");
#if MINOR >= 12
    NONE("RuntimeGil");
#else
    AT("RuntimeGil", _PyRuntimeState, ceval.gil);
#endif
    AT_SINCE_12("InterpreterGil", PyInterpreterState, ceval.gil);
    AT_SINCE_12("InterpreterOwnGil", PyInterpreterState, ceval.own_gil);
    AT("GilLastHolder", struct _gil_runtime_state, last_holder);
    AT("GilLocked", struct _gil_runtime_state, locked);
    AT("GilSwitchNumber", struct _gil_runtime_state, switch_number);
#if MINOR >= 13 && defined(Py_GIL_DISABLED)
    AT("GilEnabled", struct _gil_runtime_state, enabled);
#else
    NONE("GilEnabled");
#endif
}

static void Thread(void)
{
    HEADER("cpython/pystate.h");
    AT("ThreadNext", PyThreadState, next);
    AT("ThreadInterpreter", PyThreadState, interp);
    AT("ThreadUniqueId", PyThreadState, id);
    AT("ThreadIdentity", PyThreadState, thread_id);
    AT_SINCE_11("ThreadNativeId", PyThreadState, native_thread_id);
    AT_SINCE_12("ThreadStatus", PyThreadState, _status);
    AT_SINCE_13("ThreadAttachment", PyThreadState, state);
    AT_SINCE_14("ThreadHoldsGil", PyThreadState, holds_gil);
    AT_SINCE_15("ThreadRequestsGil", PyThreadState, gil_requested);
    AT_SINCE_11("ThreadDataStackChunk", PyThreadState, datastack_chunk);
    AT_SINCE_11("ThreadDataStackTop", PyThreadState, datastack_top);
#if MINOR >= 13
    AT("ThreadFrame", PyThreadState, current_frame);
    NONE("ThreadCFrame");
    NONE("CFrameCurrentFrame");
#elif MINOR >= 11
    NONE("ThreadFrame");
    AT("ThreadCFrame", PyThreadState, cframe);
    AT("CFrameCurrentFrame", _PyCFrame, current_frame);
#else
    AT("ThreadFrame", PyThreadState, frame);
    NONE("ThreadCFrame");
    NONE("CFrameCurrentFrame");
#endif
    AT_SINCE_15("ThreadBaseFrame", PyThreadState, base_frame);
#if MINOR >= 13
    AT("ThreadAsyncioLoop", _PyThreadStateImpl, asyncio_running_loop);
#else
    NONE("ThreadAsyncioLoop");
#endif
    AT_SINCE_14("ThreadAsyncioTask", _PyThreadStateImpl, asyncio_running_task);
    AT_SINCE_14("ThreadAsyncioTasks", _PyThreadStateImpl, asyncio_tasks_head);
    AT_SINCE_11("ChunkPrevious", _PyStackChunk, previous);
    AT_SINCE_11("ChunkTop", _PyStackChunk, top);
    AT_SINCE_11("ChunkData", _PyStackChunk, data);
}

#if MINOR >= 11
typedef _PyInterpreterFrame Frame;
#else
typedef PyFrameObject Frame;
#endif

static void Frames(void)
{
#if MINOR >= 11
    HEADER("pycore_frame.h");
    AT("FramePrevious", Frame, previous);
#if MINOR >= 13
    AT("FrameCode", Frame, f_executable);
    AT("FrameInstruction", Frame, instr_ptr);
#else
    AT("FrameCode", Frame, f_code);
    AT("FrameInstruction", Frame, prev_instr);
#endif
#if MINOR >= 12
    AT("FrameFunction", Frame, f_funcobj);
#else
    AT("FrameFunction", Frame, f_func);
#endif
    AT("FrameObject", Frame, frame_obj);
#if MINOR >= 14
    AT("FrameStackTop", Frame, stackpointer);
#else
    AT("FrameStackTop", Frame, stacktop);
#endif
    AT("FrameOwner", Frame, owner);
    AT("FrameHeaderSize", Frame, localsplus);
#else
    HEADER("cpython/frameobject.h");
    AT("FramePrevious", Frame, f_back);
    AT("FrameCode", Frame, f_code);
    AT("FrameInstruction", Frame, f_lasti);
    NONE("FrameFunction");
    NONE("FrameObject");
#if MINOR >= 10
    AT("FrameStackTop", Frame, f_stackdepth);
#else
    AT("FrameStackTop", Frame, f_stacktop);
#endif
    NONE("FrameOwner");
    AT("FrameHeaderSize", Frame, f_localsplus);
#endif
    AT("FrameGlobals", Frame, f_globals);
    AT_BEFORE_11("FrameValueStack", Frame, f_valuestack);
    AT_BEFORE_11("FrameGenerator", Frame, f_gen);
#if MINOR >= 11
    NONE("FrameState");
#elif MINOR >= 10
    AT("FrameState", Frame, f_state);
#else
    AT("FrameState", Frame, f_executing);
#endif
#if MINOR >= 14 && defined(Py_GIL_DISABLED)
    AT("FrameBytecodeIndex", Frame, tlbc_index);
#else
    NONE("FrameBytecodeIndex");
#endif

    HEADER("genobject.h, pycore_genobject.h");
#if MINOR >= 11
    AT("GeneratorFrame", PyGenObject, gi_iframe);
    AT("GeneratorState", PyGenObject, gi_frame_state);
#else
    AT("GeneratorFrame", PyGenObject, gi_frame);
    NONE("GeneratorState");
#endif
    AT("GeneratorName", PyGenObject, gi_name);
    AT("GeneratorQualifiedName", PyGenObject, gi_qualname);
}

static void Code(void)
{
    HEADER("cpython/code.h");
#if MINOR >= 11
    AT("CodeUnits", PyVarObject, ob_size);
#else
    NONE("CodeUnits");
#endif
    AT("CodeFlags", PyCodeObject, co_flags);
    AT("CodeArgumentCount", PyCodeObject, co_argcount);
    AT("CodeKeywordOnlyCount", PyCodeObject, co_kwonlyargcount);
    AT("CodeLocalCount", PyCodeObject, co_nlocals);
    AT("CodeFirstLine", PyCodeObject, co_firstlineno);
    AT("CodeFileName", PyCodeObject, co_filename);
    AT("CodeName", PyCodeObject, co_name);
    AT_SINCE_11("CodeQualifiedName", PyCodeObject, co_qualname);
#if MINOR >= 10
    AT("CodeLineTable", PyCodeObject, co_linetable);
#else
    AT("CodeLineTable", PyCodeObject, co_lnotab);
#endif
    AT_SINCE_11("CodeFirstTraceable", PyCodeObject, _co_firsttraceable);
#if MINOR >= 11
    AT("CodeInstructions", PyCodeObject, co_code_adaptive);
#else
    AT("CodeInstructions", PyCodeObject, co_code);
#endif
#if MINOR == 11
    AT("CodeWarmup", PyCodeObject, co_warmup);
#else
    NONE("CodeWarmup");
#endif
    AT_SINCE_12("CodeFrameSize", PyCodeObject, co_framesize);
    AT_SINCE_11("CodeLocals", PyCodeObject, co_nlocalsplus);
    AT("CodeStackSize", PyCodeObject, co_stacksize);
    AT_SINCE_11("CodeLocalsNames", PyCodeObject, co_localsplusnames);
    AT_SINCE_11("CodeLocalsKinds", PyCodeObject, co_localspluskinds);
    AT_BEFORE_11("CodeVariableNames", PyCodeObject, co_varnames);
    AT_BEFORE_11("CodeCellNames", PyCodeObject, co_cellvars);
    AT_BEFORE_11("CodeFreeNames", PyCodeObject, co_freevars);
#if MINOR >= 14 && defined(Py_GIL_DISABLED)
    AT("CodeThreadBytecode", PyCodeObject, co_tlbc);
    AT("BytecodesSize", _PyCodeArray, size);
    AT("BytecodesEntries", _PyCodeArray, entries);
#else
    NONE("CodeThreadBytecode");
    NONE("BytecodesSize");
    NONE("BytecodesEntries");
#endif
#if MINOR == 11
    SIZE("FrameSpecialWords", FRAME_SPECIALS_SIZE);
#else
    SIZE("FrameSpecialWords", 0);
#endif
}

static void Objects(void)
{
    HEADER("object.h, cpython/object.h");
    AT("ObjectType", PyObject, ob_type);
    AT("ObjectSize", PyVarObject, ob_size);
    AT("TypeName", PyTypeObject, tp_name);
    AT("TypeFlags", PyTypeObject, tp_flags);
    AT("TypeBase", PyTypeObject, tp_base);
    AT("TypeBasicSize", PyTypeObject, tp_basicsize);
    AT("TypeDictOffset", PyTypeObject, tp_dictoffset);
    AT("HeapTypeCachedKeys", PyHeapTypeObject, ht_cached_keys);

    HEADER("cpython/unicodeobject.h, cpython/bytesobject.h");
    AT("TextLength", PyASCIIObject, length);
    AT("TextState", PyASCIIObject, state);
    PyASCIIObject text = {0};
    text.state.kind = 1;
    SIZE("TextKindShift", __builtin_ctz(*(unsigned int *)&text.state));
    SIZE("TextAsciiData", sizeof(PyASCIIObject));
    SIZE("TextCompactData", sizeof(PyCompactUnicodeObject));
    AT("TextData", PyUnicodeObject, data);
    AT("BytesSize", PyVarObject, ob_size);
    AT("BytesData", PyBytesObject, ob_sval);

    HEADER("cpython/tupleobject.h, cpython/listobject.h, setobject.h, longintrepr.h, floatobject.h");
    AT("TupleItems", PyTupleObject, ob_item);
    AT("ListItems", PyListObject, ob_item);
    AT("SetUsed", PySetObject, used);
    AT("SetMask", PySetObject, mask);
    AT("SetTable", PySetObject, table);
#if MINOR >= 12
    AT("IntegerTag", PyLongObject, long_value.lv_tag);
    AT("IntegerDigits", PyLongObject, long_value.ob_digit);
#else
    AT("IntegerTag", PyVarObject, ob_size);
    SIZE("IntegerDigits", sizeof(PyVarObject));
#endif
    AT("FloatValue", PyFloatObject, ob_fval);

    HEADER("cpython/dictobject.h, pycore_dict.h (Objects/dict-common.h before 3.11)");
    AT("DictUsed", PyDictObject, ma_used);
    AT("DictKeys", PyDictObject, ma_keys);
    AT("DictValues", PyDictObject, ma_values);
#if MINOR >= 11
    AT("KeysLog2Size", struct _dictkeysobject, dk_log2_size);
    AT("KeysLog2IndexBytes", struct _dictkeysobject, dk_log2_index_bytes);
    AT("KeysKind", struct _dictkeysobject, dk_kind);
    NONE("KeysSize");
    AT("KeysEntryCount", struct _dictkeysobject, dk_nentries);
    AT("KeysIndices", struct _dictkeysobject, dk_indices);
    AT("DictValuesItems", struct _dictvalues, values);
#else
    /* struct { dk_refcnt; dk_size; dk_lookup; dk_usable; dk_nentries; char dk_indices[]; } */
    NONE("KeysLog2Size");
    NONE("KeysLog2IndexBytes");
    NONE("KeysKind");
    SIZE("KeysSize", 1 * sizeof(Py_ssize_t));
    SIZE("KeysEntryCount", 4 * sizeof(Py_ssize_t));
    SIZE("KeysIndices", 5 * sizeof(Py_ssize_t));
    SIZE("DictValuesItems", 0);
#endif
}

#if MINOR >= 13
#define DEBUG(name, field) AT(name, _Py_DebugOffsets, field)
#if MINOR >= 14
#define DEBUG_SINCE_14(name, field) DEBUG(name, field)
#else
#define DEBUG_SINCE_14(name, field) NONE(name)
#endif
#if MINOR >= 15
#define DEBUG_SINCE_15(name, field) DEBUG(name, field)
#else
#define DEBUG_SINCE_15(name, field) NONE(name)
#endif

/* Where _Py_DebugOffsets keeps the values: names are those of DebugLayout. */
static void Debug(void)
{
    HEADER("struct _Py_DebugOffsets");
    SIZE("Length", sizeof(_Py_DebugOffsets));
    DEBUG("RuntimeFinalizing", runtime_state.finalizing);
    DEBUG("RuntimeInterpretersHead", runtime_state.interpreters_head);
    DEBUG("InterpreterSize", interpreter_state.size);
    DEBUG("InterpreterId", interpreter_state.id);
    DEBUG("InterpreterNext", interpreter_state.next);
    DEBUG("InterpreterThreadsHead", interpreter_state.threads_head);
    DEBUG("InterpreterModules", interpreter_state.imports_modules);
    DEBUG("InterpreterGil", interpreter_state.ceval_gil);
    DEBUG("GilState", interpreter_state.gil_runtime_state);
    DEBUG("GilLocked", interpreter_state.gil_runtime_state_locked);
    DEBUG("GilLastHolder", interpreter_state.gil_runtime_state_holder);
    DEBUG("ThreadSize", thread_state.size);
    DEBUG("ThreadNext", thread_state.next);
    DEBUG("ThreadInterpreter", thread_state.interp);
    DEBUG("ThreadFrame", thread_state.current_frame);
    DEBUG("ThreadIdentity", thread_state.thread_id);
    DEBUG("ThreadNativeId", thread_state.native_thread_id);
    DEBUG("ThreadDataStackChunk", thread_state.datastack_chunk);
    DEBUG("ThreadStatus", thread_state.status);
    DEBUG_SINCE_15("ThreadHoldsGil", thread_state.holds_gil);
    DEBUG_SINCE_15("ThreadRequestsGil", thread_state.gil_requested);
    DEBUG_SINCE_15("ThreadBaseFrame", thread_state.base_frame);
    DEBUG("FrameSize", interpreter_frame.size);
    DEBUG("FramePrevious", interpreter_frame.previous);
    DEBUG("FrameCode", interpreter_frame.executable);
    DEBUG("FrameInstruction", interpreter_frame.instr_ptr);
    DEBUG("FrameHeaderSize", interpreter_frame.localsplus);
    DEBUG("FrameOwner", interpreter_frame.owner);
    DEBUG_SINCE_14("FrameStackTop", interpreter_frame.stackpointer);
    DEBUG_SINCE_14("FrameBytecodeIndex", interpreter_frame.tlbc_index);
    DEBUG("CodeSize", code_object.size);
    DEBUG("CodeFileName", code_object.filename);
    DEBUG("CodeName", code_object.name);
    DEBUG("CodeQualifiedName", code_object.qualname);
    DEBUG("CodeLineTable", code_object.linetable);
    DEBUG("CodeFirstLine", code_object.firstlineno);
    DEBUG("CodeArgumentCount", code_object.argcount);
    DEBUG("CodeLocalsNames", code_object.localsplusnames);
    DEBUG("CodeLocalsKinds", code_object.localspluskinds);
    DEBUG("CodeInstructions", code_object.co_code_adaptive);
    DEBUG_SINCE_14("CodeThreadBytecode", code_object.co_tlbc);
    DEBUG("ObjectSize", pyobject.size);
    DEBUG("ObjectType", pyobject.ob_type);
    DEBUG("TypeName", type_object.tp_name);
    DEBUG("TypeFlags", type_object.tp_flags);
    DEBUG("BytesSize", bytes_object.ob_size);
    DEBUG("BytesData", bytes_object.ob_sval);
    DEBUG("TextState", unicode_object.state);
    DEBUG("TextLength", unicode_object.length);
    DEBUG("TextAsciiData", unicode_object.asciiobject_size);
    DEBUG_SINCE_14("GeneratorFrame", gen_object.gi_iframe);
    DEBUG_SINCE_14("GeneratorState", gen_object.gi_frame_state);
}
#endif

int main(void)
{
    HEADER("patchlevel.h");
    printf("Minor %d\n", MINOR);
    Runtime();
    Thread();
    Frames();
    Code();
    Objects();
#if MINOR >= 13
    Debug();
#endif
    return 0;
}
