/*
 * Prints the offsets that the Python collector's tables hold, one "Name value" a line, as the headers of one CPython
 * version give them:
 *
 *     gcc -I/usr/include/python3.11 offsets.c -o offsets && ./offsets
 *
 * A test compiles it against every set of headers it finds and compares the answer with the table of that version.
 * Names are those of the properties of PythonOffsets. -1: this version has no such field.
 */
#define Py_BUILD_CORE 1
#include <stddef.h>
#include <stdio.h>

#include "Python.h"
#include "internal/pycore_code.h"
#include "internal/pycore_frame.h"
#include "internal/pycore_gil.h"
#include "internal/pycore_interp.h"
#include "internal/pycore_runtime.h"

#define NONE(name) printf("%s -1\n", name)
#define AT(name, type, field) printf("%s %zu\n", name, offsetof(type, field))
#define SIZE(name, value) printf("%s %zu\n", name, (size_t)(value))

int main(void)
{
    printf("Minor %d\n", PY_MINOR_VERSION);

    AT("RuntimeInitialized", _PyRuntimeState, initialized);
    AT("RuntimeFinalizing", _PyRuntimeState, _finalizing);
    AT("RuntimeInterpretersHead", _PyRuntimeState, interpreters.head);

    AT("InterpreterNext", PyInterpreterState, next);
    AT("InterpreterThreadsHead", PyInterpreterState, threads.head);
    AT("InterpreterNextThreadId", PyInterpreterState, threads.next_unique_id);

#if PY_MINOR_VERSION >= 12
    NONE("RuntimeGil");
    AT("InterpreterGil", PyInterpreterState, ceval.gil);
#else
    AT("RuntimeGil", _PyRuntimeState, ceval.gil);
    NONE("InterpreterGil");
#endif
    AT("GilLastHolder", struct _gil_runtime_state, last_holder);
    AT("GilLocked", struct _gil_runtime_state, locked);

    AT("ThreadNext", PyThreadState, next);
    AT("ThreadInterpreter", PyThreadState, interp);
    AT("ThreadNativeId", PyThreadState, native_thread_id);
    AT("ThreadDataStackChunk", PyThreadState, datastack_chunk);
    AT("ThreadDataStackTop", PyThreadState, datastack_top);
#if PY_MINOR_VERSION >= 13
    AT("ThreadFrame", PyThreadState, current_frame);
    NONE("ThreadCFrame");
    NONE("CFrameCurrentFrame");
#else
    NONE("ThreadFrame");
    AT("ThreadCFrame", PyThreadState, cframe);
    AT("CFrameCurrentFrame", _PyCFrame, current_frame);
#endif

    AT("ChunkPrevious", _PyStackChunk, previous);
    AT("ChunkTop", _PyStackChunk, top);
    AT("ChunkData", _PyStackChunk, data);

#if PY_MINOR_VERSION >= 13
    AT("FrameCode", _PyInterpreterFrame, f_executable);
    AT("FrameInstruction", _PyInterpreterFrame, instr_ptr);
#else
    AT("FrameCode", _PyInterpreterFrame, f_code);
    AT("FrameInstruction", _PyInterpreterFrame, prev_instr);
#endif
    AT("FramePrevious", _PyInterpreterFrame, previous);
    AT("FrameStackTop", _PyInterpreterFrame, stacktop);
    AT("FrameOwner", _PyInterpreterFrame, owner);
    AT("FrameHeaderSize", _PyInterpreterFrame, localsplus);

    AT("ObjectType", PyObject, ob_type);
    AT("TypeName", PyTypeObject, tp_name);

    AT("CodeUnits", PyVarObject, ob_size);
    AT("CodeFirstLine", PyCodeObject, co_firstlineno);
    AT("CodeFileName", PyCodeObject, co_filename);
    AT("CodeQualifiedName", PyCodeObject, co_qualname);
    AT("CodeLineTable", PyCodeObject, co_linetable);
    AT("CodeFirstTraceable", PyCodeObject, _co_firsttraceable);
    AT("CodeInstructions", PyCodeObject, co_code_adaptive);
#if PY_MINOR_VERSION >= 12
    AT("CodeFrameSize", PyCodeObject, co_framesize);
    NONE("CodeLocals");
    NONE("CodeStackSize");
    SIZE("FrameSpecialWords", 0);
#else
    NONE("CodeFrameSize");
    AT("CodeLocals", PyCodeObject, co_nlocalsplus);
    AT("CodeStackSize", PyCodeObject, co_stacksize);
    SIZE("FrameSpecialWords", FRAME_SPECIALS_SIZE);
#endif

    AT("TextLength", PyASCIIObject, length);
    AT("TextState", PyASCIIObject, state);
    SIZE("TextAsciiData", sizeof(PyASCIIObject));
    SIZE("TextCompactData", sizeof(PyCompactUnicodeObject));
    AT("TextData", PyUnicodeObject, data);

    AT("BytesSize", PyVarObject, ob_size);
    AT("BytesData", PyBytesObject, ob_sval);
    return 0;
}
