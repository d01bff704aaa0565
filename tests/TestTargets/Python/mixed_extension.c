/* A C extension that spends time itself and calls back into Python. Built against the headers of each tested version. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#define FUNCTION __attribute__((noinline, noclone))

static volatile unsigned long sink;

FUNCTION static void c_spin_inner(long rounds)
{
    unsigned long value = (unsigned long)rounds;
    for (long i = 0; i < rounds; i++)
        value = value * 6364136223846793005UL + 1442695040888963407UL;
    sink = value;
}

FUNCTION static void c_spin_a(long rounds)
{
    c_spin_inner(rounds);
    sink++;
}

FUNCTION static void c_spin_b(long rounds)
{
    c_spin_inner(rounds);
    sink--;
}

static PyObject *spin_a(PyObject *self, PyObject *argument)
{
    c_spin_a(PyLong_AsLong(argument));
    Py_RETURN_NONE;
}

/* Without the GIL. */
static PyObject *spin_b(PyObject *self, PyObject *argument)
{
    long rounds = PyLong_AsLong(argument);
    Py_BEGIN_ALLOW_THREADS
    c_spin_b(rounds);
    Py_END_ALLOW_THREADS
    Py_RETURN_NONE;
}

FUNCTION static PyObject *c_call_a(PyObject *function, PyObject *argument)
{
    PyObject *arguments = PyTuple_Pack(1, argument);
    PyObject *result = PyObject_Call(function, arguments, NULL);
    Py_DECREF(arguments);
    return result;
}

FUNCTION static PyObject *c_call_b(PyObject *function, PyObject *argument)
{
    return PyObject_CallFunctionObjArgs(function, argument, NULL);
}

static PyObject *call_a(PyObject *self, PyObject *arguments)
{
    PyObject *function, *argument;
    return PyArg_ParseTuple(arguments, "OO", &function, &argument) ? c_call_a(function, argument) : NULL;
}

static PyObject *call_b(PyObject *self, PyObject *arguments)
{
    PyObject *function, *argument;
    return PyArg_ParseTuple(arguments, "OO", &function, &argument) ? c_call_b(function, argument) : NULL;
}

static PyMethodDef functions[] = {
    { "spin_a", spin_a, METH_O, NULL },
    { "spin_b", spin_b, METH_O, NULL },
    { "call_a", call_a, METH_VARARGS, NULL },
    { "call_b", call_b, METH_VARARGS, NULL },
    { NULL, NULL, 0, NULL },
};

static struct PyModuleDef module = { PyModuleDef_HEAD_INIT, "mixed_extension", NULL, -1, functions };

PyMODINIT_FUNC PyInit_mixed_extension(void)
{
    return PyModule_Create(&module);
}
