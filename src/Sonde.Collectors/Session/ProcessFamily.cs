using Sonde.Linux.Procfs;
using Sonde.Linux.Text;

namespace Sonde.Collectors.Session;

/// <summary>
/// A process and the children that it starts from now on, theirs included. Only processes that are new since the last look
/// are read, so that a busy machine with thousands of processes costs one directory listing per look; one where no process begins costs
/// not even that.
/// </summary>
public sealed class ProcessFamily : TargetProcesses
{
    /// <summary>
    /// The kernel gives out an ID a moment before the process can be seen; and some place a file of their own over <c>/proc/loadavg</c>, which
    /// they bring up to date every few seconds (lxcfs). So at every so many looks the processes are listed whatever it says.
    /// </summary>
    private const int LooksBetweenLists = 10;

    private readonly ProcFileSystem _proc;
    private readonly Dictionary<ProcessId, ulong> _members = [];
    private int? _lastId;
    private int _quietLooks;
    private HashSet<ProcessId> _seen;

    /// <summary>Starts to follow a process.</summary>
    /// <param name="proc">Where processes are read.</param>
    /// <param name="process">The first member.</param>
    /// <exception cref="Linux.TargetException">There is no such process, or it cannot be observed.</exception>
    public ProcessFamily(ProcFileSystem proc, ProcessId process)
        : this(proc, process, proc.EnsureObservable(process)) => _seen = [.. proc.EnumerateProcesses()];

    private ProcessFamily(ProcFileSystem proc, ProcessId process, ProcessStat? stat)
    {
        _proc = proc;
        _seen = [];
        if (stat is not null)
            _members.Add(process, stat.StartTimeTicks);
        Title = stat is null ? $"process {process}" : $"process {process} ({PrintableName.Of(stat.Comm)})";
    }

    /// <summary>
    /// Starts to follow a child of ours that has not been reaped: it may already have ended, and all its children are new.
    /// </summary>
    public static ProcessFamily OfChild(ProcFileSystem proc, ProcessId process) => new(proc, process, proc.TryReadStat(process));

    /// <inheritdoc/>
    public override string Title { get; }

    /// <inheritdoc/>
    public override void Refresh(List<ProcessIdentity> alive)
    {
        alive.Clear();
        Adopt();
        foreach ((ProcessId process, ulong start) in _members)
        {
            if (LiveProcess.TryIdentify(_proc, process) is { } identity && identity.StartTimeTicks == start)
                alive.Add(identity);
            else
                _members.Remove(process);
        }
    }

    private void Adopt()
    {
        int? lastId = _proc.TryReadLastId();
        // Quiet: no ID was given since the look before the last.
        _quietLooks = lastId is not null && lastId == _lastId ? _quietLooks + 1 : 0;
        _lastId = lastId;
        if (_quietLooks % LooksBetweenLists > 1)
            return;
        IReadOnlyList<ProcessId> current = _proc.EnumerateProcesses();
        List<ProcessStat> candidates = [];
        foreach (ProcessId process in current)
        {
            if (!_seen.Contains(process) && _proc.TryReadStat(process) is { } stat)
                candidates.Add(stat);
        }

        _seen = [.. current];
        // A grandchild may stand before its parent in the list: IDs start again from the lowest after the highest.
        while (candidates.RemoveAll(TryAdopt) > 0)
        {
        }
    }

    private bool TryAdopt(ProcessStat candidate) =>
        _members.ContainsKey(candidate.ParentProcess)
        && _members.TryAdd(new ProcessId(candidate.Id), candidate.StartTimeTicks);
}
