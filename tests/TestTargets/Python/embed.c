/* A program of another name with an interpreter in it, as application servers have. */
#include <Python.h>

int main(void)
{
    Py_Initialize();
    return PyRun_SimpleString(
        "def work():\n"
        "    total = 0\n"
        "    while True:\n"
        "        for i in range(1000):\n"
        "            total += i\n"
        "print('ready', flush=True)\n"
        "work()\n");
}
