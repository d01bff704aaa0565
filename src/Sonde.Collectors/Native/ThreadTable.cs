namespace Sonde.Collectors.Native;

/// <summary>
/// The threads that were seen. Those that ended without a sample are let go of, so that a machine that starts thousands of programs
/// a second can be watched for long. One thread at a time.
/// </summary>
internal sealed class ThreadTable
{
    private readonly List<TargetThread?> _all = [];
    private readonly Stack<int> _free = [];
    private readonly Dictionary<int, TargetThread> _byId = [];

    /// <summary>All threads that live or that samples refer to.</summary>
    public IEnumerable<TargetThread> All => _all.OfType<TargetThread>();

    /// <summary>The thread with an index that a sample has.</summary>
    public TargetThread this[int index] => _all[index] ?? throw new InvalidOperationException($"Thread {index} is in use, and was let go of.");

    /// <summary>Enters a thread that has begun, or was just found.</summary>
    public TargetThread Add(TargetProcess process, int id, string name)
    {
        bool isReused = _free.TryPop(out int index);
        var thread = new TargetThread(isReused ? index : _all.Count, id, process, name);
        if (isReused)
            _all[index] = thread;
        else
            _all.Add(thread);
        if (_byId.TryGetValue(id, out TargetThread? before))
            before.End();
        _byId[id] = thread;
        process.LiveThreads++;
        return thread;
    }

    /// <summary>The latest thread with a number; it may just have ended.</summary>
    public TargetThread? Find(int id) => _byId.GetValueOrDefault(id);

    /// <summary>The threads of a process that have not ended.</summary>
    public IEnumerable<TargetThread> LiveOf(TargetProcess process) =>
        _byId.Values.Where(thread => thread.Process == process && !thread.HasEnded);

    /// <summary>Forgets a thread that has ended, some time after: the switch away from it may come late.</summary>
    public void Release(TargetThread thread)
    {
        if (_byId.GetValueOrDefault(thread.Id) == thread)
            _byId.Remove(thread.Id);
        if (thread.IsUsed || _all[thread.Index] != thread)
            return;
        _all[thread.Index] = null;
        _free.Push(thread.Index);
    }
}
