using Sonde.Linux.Memory;
using Sonde.Linux.Timing;

namespace Sonde.Collectors.Python;

/// <summary>
/// The names that a program itself gave its threads (<c>threading</c>) and that <c>multiprocessing</c> gave this process. One thread at a time.
/// </summary>
internal sealed class PythonNames(ObjectReader objects, ModuleReader modules)
{
    /// <summary>How often a table that does not have a name is read again, in nanoseconds: a thread that starts is not in it yet.</summary>
    private const long WalkInterval = 50_000_000;

    private readonly Dictionary<ulong, string> _threads = [];
    private long _nextWalk;
    private string? _process;
    private long _nextProcessLook;

    /// <summary>The name of a <c>threading.Thread</c>; null when the thread has none: it was made by C code, or is only starting.</summary>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public string? ThreadName(UserAddress state)
    {
        if (!objects.TryRead(state + (ulong)objects.Offsets.ThreadIdentity, out ulong identity))
            return null;
        if (!_threads.TryGetValue(identity, out string? name) && MonotonicClock.Now >= _nextWalk)
        {
            ReadThreads(InterpreterOf(state));
            _ = _threads.TryGetValue(identity, out name);
        }

        return name;
    }

    /// <summary>The name of a worker, for example <c>ForkPoolWorker-1</c>; null in a process that <c>multiprocessing</c> has not started.</summary>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public string? ProcessName(UserAddress state)
    {
        // A child that was just forked first has its parent's.
        if (MonotonicClock.Now < _nextProcessLook)
            return _process;
        _nextProcessLook = MonotonicClock.Now + WalkInterval;
        UserAddress process = modules.Find(InterpreterOf(state), "multiprocessing.process", "_current_process");
        _process = process.IsNull || objects.TypeNameOf(process) == "_MainProcess"
            ? null
            : objects.Text(objects.Attributes.Find(process, "_name"));
        return _process;
    }

    /// <summary>The object of a thread and the threads that <c>threading</c> knows, by their identities.</summary>
    public IEnumerable<(ulong Identity, UserAddress Thread)> Threads(UserAddress interpreter)
    {
        UserAddress active = modules.Find(interpreter, "threading", "_active");
        foreach ((UserAddress key, UserAddress thread) in active.IsNull ? [] : objects.Dicts.Entries(active))
        {
            if (objects.Integer(key) is { } identity)
                yield return ((ulong)identity, thread);
        }
    }

    /// <summary>The interpreter of a thread state.</summary>
    public UserAddress InterpreterOf(UserAddress state) => objects.Pointer(state + (ulong)objects.Offsets.ThreadInterpreter);

    private void ReadThreads(UserAddress interpreter)
    {
        foreach ((ulong identity, UserAddress thread) in Threads(interpreter))
        {
            if (objects.Text(objects.Attributes.Find(thread, "_name")) is { } name)
                _threads[identity] = name;
        }

        _nextWalk = MonotonicClock.Now + WalkInterval;
    }
}
