using Sonde.Linux.Memory;
using Sonde.Linux.Timing;

namespace Sonde.Collectors.Python;

/// <summary>
/// The names that a program itself gave its threads (<c>threading</c>) and that <c>multiprocessing</c> gave this process. One thread at a time.
/// </summary>
internal sealed class PythonNames(ObjectReader objects, ModuleReader modules)
{
    /// <summary>How often the names are read again, in nanoseconds: a thread that starts is not among them yet.</summary>
    private const long WalkInterval = 50_000_000;

    /// <summary>How long a process may take to be named, in nanoseconds; later its name is read again only now and then.</summary>
    private const long Settling = 250_000_000, LateInterval = 1_000_000_000;

    /// <summary>Reading them may take one part in this many of the time: a program that makes threads all the time may have thousands.</summary>
    private const int WalkShare = 25;

    private readonly Dictionary<ulong, string> _threads = [];
    private long _lastWalk = -1;
    private long _nextWalk;
    private string? _process;
    private long _settled;
    private long _nextProcessLook;

    /// <summary>The name of a <c>threading.Thread</c>; null when the thread has none (yet): it was made by C code, or is only starting.</summary>
    /// <param name="state">The thread.</param>
    /// <param name="since">
    /// When the thread was first seen, on the monotonic clock: what was read before may be another's, because identities are used again.
    /// </param>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public string? ThreadName(UserAddress state, long since)
    {
        if (!objects.TryRead(state + (ulong)objects.Offsets.ThreadIdentity, out ulong identity))
            return null;
        if ((_lastWalk < since || !_threads.ContainsKey(identity)) && MonotonicClock.Now >= _nextWalk)
            ReadThreads(InterpreterOf(state));
        return _lastWalk >= since ? _threads.GetValueOrDefault(identity) : null;
    }

    /// <summary>The name of a worker, for example <c>ForkPoolWorker-1</c>; null in a process that <c>multiprocessing</c> has not started.</summary>
    /// <exception cref="Linux.TargetException">The process has exited.</exception>
    public string? ProcessName(UserAddress state)
    {
        // A child that was just forked first has its parent's.
        long now = MonotonicClock.Now;
        if (now < _nextProcessLook)
            return _process;
        if (_settled == 0)
            _settled = now + Settling;
        _nextProcessLook = now + (now < _settled ? WalkInterval : LateInterval);
        UserAddress process = modules.Find(InterpreterOf(state), "multiprocessing.process", "_current_process");
        _process = process.IsNull || objects.TypeNameOf(process) == "_MainProcess"
            ? null
            : objects.Text(objects.Attributes.Find(process, "_name"));
        return _process;
    }

    private UserAddress InterpreterOf(UserAddress state) => objects.Pointer(state + (ulong)objects.Offsets.ThreadInterpreter);

    private void ReadThreads(UserAddress interpreter)
    {
        _lastWalk = MonotonicClock.Now;
        _threads.Clear();
        UserAddress active = modules.Find(interpreter, "threading", "_active");
        foreach ((UserAddress key, UserAddress thread) in active.IsNull ? [] : objects.Dicts.Entries(active))
        {
            if (objects.Integer(key) is { } identity && objects.Text(objects.Attributes.Find(thread, "_name")) is { } name)
                _threads[(ulong)identity] = name;
        }

        long now = MonotonicClock.Now;
        _nextWalk = now + Math.Max(WalkInterval, (now - _lastWalk) * WalkShare);
    }
}
