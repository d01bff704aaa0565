using System.Globalization;
using System.Runtime.InteropServices;
using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>Finds the tasks of <c>asyncio</c>: all of an interpreter, and those that run now.</summary>
internal sealed class TaskReader
{
    /// <summary>More tasks are not looked at.</summary>
    public const int MaxTasks = 100_000;

    private const string Module = "asyncio.tasks";

    private readonly ObjectReader _objects;
    private readonly ModuleReader _modules;
    private readonly TaskLayout? _layout;

    public TaskReader(ObjectReader objects, ModuleReader modules)
    {
        _objects = objects;
        _modules = modules;
        _layout = TaskLayout.Of(objects.Offsets);
    }

    /// <summary>True for a <c>Task</c> of C's making, or of a class made from it.</summary>
    public bool IsTask(UserAddress value)
    {
        const int Bases = 4;
        UserAddress type = _layout is null ? UserAddress.Null : _objects.TypeOf(value);
        for (int i = 0; i < Bases && !type.IsNull; i++)
        {
            if (_objects.NameOfType(type) == "Task")
                return true;
            type = _objects.Pointer(type + (ulong)_objects.Offsets.TypeBase);
        }

        return false;
    }

    /// <summary>The coroutine of a task.</summary>
    public UserAddress CoroutineOf(UserAddress task) => At(task, _layout!.Value.Coroutine);

    /// <summary>The future that a task waits for; null for none.</summary>
    public UserAddress WaiterOf(UserAddress task) => At(task, _layout!.Value.Waiter);

    /// <summary>A task's name, for example <c>Task-7</c>.</summary>
    public string NameOf(UserAddress task) => NumberOf(task) is { } number
        ? string.Create(CultureInfo.InvariantCulture, $"Task-{number}")
        : _objects.Text(At(task, _layout!.Value.Name)) ?? "Task";

    /// <summary>The number of a task that was given no name (3.12); null for a name.</summary>
    public long? NumberOf(UserAddress task)
    {
        UserAddress name = At(task, _layout!.Value.Name);
        return _objects.Offsets.Minor >= 12 && _objects.TypeNameOf(name) == "int" ? _objects.Integer(name) : null;
    }

    /// <summary>True when a task that was given a name still has it.</summary>
    public bool HasName(UserAddress task, string name) => _objects.IsText(At(task, _layout!.Value.Name), name);

    /// <summary>The tasks that run now: of one thread where the version tells, else of all its interpreter's threads.</summary>
    /// <param name="state">The thread.</param>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public IEnumerable<UserAddress> Running(UserAddress state)
    {
        if (_layout is null)
            return [];
        if (_objects.Offsets.ThreadAsyncioTask >= 0)
        {
            UserAddress task = At(state, _objects.Offsets.ThreadAsyncioTask);
            return IsTask(task) ? [task] : [];
        }

        UserAddress current = _modules.Find(InterpreterOf(state), Module, "_current_tasks");
        return current.IsNull ? [] : _objects.Dicts.Entries(current).Select(entry => entry.Value).Where(IsTask);
    }

    /// <summary>All tasks that have not ended.</summary>
    /// <param name="states">The threads of one process.</param>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public IReadOnlyList<UserAddress> All(IReadOnlyList<UserAddress> states)
    {
        HashSet<UserAddress> tasks = [];
        if (_layout is null)
            return [];
        foreach (UserAddress interpreter in states.Select(InterpreterOf).Distinct())
        {
            if (_objects.Offsets.InterpreterAsyncioTasks >= 0)
                AddLinked(interpreter + (ulong)_objects.Offsets.InterpreterAsyncioTasks, tasks);
            foreach (string name in (string[])["_scheduled_tasks", "_all_tasks"])
                AddWeak(_objects.Attributes.Find(_modules.Find(interpreter, Module, name), "data"), tasks);
            AddSet(_modules.Find(interpreter, Module, "_eager_tasks"), tasks);
            AddSet(_modules.Find(interpreter, "_asyncio", "_eager_tasks"), tasks);
        }

        foreach (UserAddress state in states)
        {
            if (_objects.Offsets.ThreadAsyncioTasks >= 0)
                AddLinked(state + (ulong)_objects.Offsets.ThreadAsyncioTasks, tasks);
        }

        return [.. tasks.Where(task => !CoroutineOf(task).IsNull)];
    }

    private UserAddress InterpreterOf(UserAddress state) => At(state, _objects.Offsets.ThreadInterpreter);

    private UserAddress At(UserAddress address, int offset) => _objects.Pointer(address + (ulong)offset);

    // struct llist_node { next; prev }: a ring that begins and ends at its head (Include/internal/pycore_llist.h).
    private void AddLinked(UserAddress head, HashSet<UserAddress> tasks)
    {
        UserAddress node = _objects.Pointer(head);
        while (!node.IsNull && node != head && tasks.Count < MaxTasks)
        {
            var task = new UserAddress(node.Value - (ulong)_layout!.Value.Node);
            if (!IsTask(task) || !tasks.Add(task))
                break;
            node = _objects.Pointer(node);
        }
    }

    // A WeakSet's data: a set of weak references, which begin with what they refer to (PyWeakReference.wr_object).
    private void AddWeak(UserAddress set, HashSet<UserAddress> tasks)
    {
        foreach (UserAddress reference in SetItems(set))
        {
            UserAddress task = At(reference, _objects.Offsets.ObjectSize);
            if (IsTask(task))
                tasks.Add(task);
        }
    }

    private void AddSet(UserAddress set, HashSet<UserAddress> tasks)
    {
        foreach (UserAddress task in SetItems(set).Where(IsTask))
            tasks.Add(task);
    }

    private IEnumerable<UserAddress> SetItems(UserAddress set)
    {
        if (set.IsNull || _objects.TypeNameOf(set) != "set" || !_objects.TryRead(set + (ulong)_objects.Offsets.SetMask, out long mask)
            || mask is < 0 or >= 2 * MaxTasks)
        {
            return [];
        }

        // struct setentry { key; hash }
        var table = new ulong[(mask + 1) * 2];
        return _objects.TryRead(At(set, _objects.Offsets.SetTable), MemoryMarshal.AsBytes(table.AsSpan()))
            ? Enumerable.Range(0, (int)mask + 1).Select(i => new UserAddress(table[i * 2])).Where(key => !key.IsNull)
            : [];
    }
}
