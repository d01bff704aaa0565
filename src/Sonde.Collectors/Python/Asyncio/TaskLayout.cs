namespace Sonde.Collectors.Python;

/// <summary>
/// Where <c>_asyncio.Task</c> keeps what a stack needs (<c>TaskObj</c>, Modules/_asynciomodule.c): no header has the structure, and debug
/// offsets only from 3.14. The same on x86-64 and arm64 (LP64).
/// </summary>
/// <param name="Waiter"><c>task_fut_waiter</c>: the future that it waits for.</param>
/// <param name="Coroutine"><c>task_coro</c>.</param>
/// <param name="Name"><c>task_name</c>: a text, or since 3.12 the number of a task that was given no name.</param>
/// <param name="Node"><c>task_node</c>, which joins the tasks of a thread (3.14), or -1.</param>
internal readonly record struct TaskLayout(int Waiter, int Coroutine, int Name, int Node)
{
    // sizeof(PyObject) of a default and of a free-threaded build.
    private const int Header = 16;

    /// <summary>The layout of a version; null when it is not known.</summary>
    public static TaskLayout? Of(PythonOffsets offsets)
    {
        TaskLayout? layout = offsets.Minor switch
        {
            8 => new TaskLayout(104, 112, 120, -1),
            9 => new TaskLayout(144, 152, 160, -1),
            10 => new TaskLayout(152, 160, 168, -1),
            11 or 12 => new TaskLayout(128, 136, 144, -1),
            13 => new TaskLayout(112, 120, 128, -1),
            14 or 15 => new TaskLayout(120, 128, 136, 152),
            _ => null,
        };
        int longer = offsets.ObjectSize - Header;
        return layout is { } known && longer > 0
            ? new TaskLayout(known.Waiter + longer, known.Coroutine + longer, known.Name + longer, known.Node < 0 ? -1 : known.Node + longer)
            : layout;
    }
}
