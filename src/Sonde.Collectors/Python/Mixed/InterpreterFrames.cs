using System.Collections.Frozen;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>
/// The interpreter's functions that only pass calls on: from one Python function to the next through C, from C to Python and back,
/// and from the start of the program to its first line. What a builtin does itself (<c>list_sort</c>, <c>unicode_join</c>) is not
/// among them. The names are those of CPython 3.8 to 3.14.
/// </summary>
internal static class InterpreterFrames
{
    // A function's parts that the compiler has moved or specialised: eval.cold, eval.part.0, f.constprop.1, f.isra.0, f.lto_priv.2
    private const char PartMark = '.';

    private static readonly string[] Prefixes =
    [
        // Include/cpython/abstract.h, Objects/call.c
        "PyObject_Vectorcall", "_PyObject_Vectorcall", "PyObject_Call", "_PyObject_Call", "_PyObject_MakeTpCall", "PyVectorcall_",
        "_PyVectorcall_", "_PyObject_FastCall", "_PyFunction_Vectorcall", "_PyFunction_FastCall", "PyEval_Call", "_PyStack_",
        "object_vacall", "callmethod", "function_code_fastcall", "_PyCFunction_", "_PyMethodDef_", "_PyMethodDescr_",
        // Objects/methodobject.c, Objects/descrobject.c, Objects/classobject.c, Objects/typeobject.c
        "cfunction_", "method_vectorcall", "method_call", "methoddescr_call", "classmethoddescr_call", "wrapper_call", "wrapperdescr_",
        "wrap_", "slot_", "slot_tp_", "vectorcall_", "type_call", "type_vectorcall", "lookup_maybe_method", "call_unbound",
        // Python/ceval.c, Python/pythonrun.c, Modules/main.c
        "_PyEval_Eval", "_PyEval_Vector", "_PyEvalFrame", "_PyEval_MakeFrameVector", "initialize_locals", "_PyFrame_", "_PyThreadState_",
        "_Py_CheckFunctionResult", "_Py_EnterRecursiveCall", "_Py_LeaveRecursiveCall", "_Py_slot_", "call_attribute", "PyEval_Eval", "_TAIL_CALL_", "run_eval_code_obj", "run_mod", "pyrun_", "_PyRun_", "PyRun_",
        "pymain_", "Py_RunMain", "Py_BytesMain", "Py_Main", "call_function", "do_call_core", "builtin_exec", "builtin___build_class__",
        // Objects/genobject.c
        "gen_send_ex", "gen_iternext", "_gen_", "gen_send", "gen_close", "gen_throw", "async_gen_", "coro_", "PyIter_Send",
        // Modules/_threadmodule.c, Python/thread_pthread.h
        "thread_run", "pythread_wrapper", "t_bootstrap",
    ];

    private static readonly FrozenSet<string> Names = new[]
    {
        "main", "_start", "PyGen_Send", "_PyGen_Send",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>True for a function of the interpreter that only passes calls on.</summary>
    public static bool PassesOn(string function)
    {
        int mark = function.IndexOf(PartMark, StringComparison.Ordinal);
        string name = mark > 0 ? function[..mark] : function;
        return Names.Contains(name) || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
    }
}
