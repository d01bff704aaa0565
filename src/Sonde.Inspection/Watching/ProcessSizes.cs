using Sonde.Inspection.Subjects;
using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Watching;

/// <summary>
/// How large the processes of a subject are, through files that stay open (<c>/proc/PID/statm</c>). Of a subject with more than
/// <see cref="MostKept"/> processes only the largest are read between two lists.
/// </summary>
internal sealed class ProcessSizes(InspectionSubject subject) : IDisposable
{
    /// <summary>Open files for so many processes.</summary>
    internal const int MostKept = 64;

    private const int StatmLength = 128;

    private readonly Dictionary<ProcessId, Entry> _kept = [];

    private readonly HashSet<int> _seen = [];

    /// <summary>IDs of all processes that were ever read.</summary>
    public IReadOnlySet<int> Seen => _seen;

    /// <summary>Processes at the last list.</summary>
    public int Count => subject.Processes.Count;

    /// <summary>Sum of resident memory of what was read, in bytes.</summary>
    public long Resident => _kept.Values.Sum(entry => entry.Resident);

    /// <summary>The same without pages of files, in bytes.</summary>
    public long Anonymous => _kept.Values.Sum(entry => Math.Max(0, entry.Resident - entry.Shared));

    /// <summary>Lists the processes anew.</summary>
    public void Refresh()
    {
        subject.Refresh();
        IReadOnlyList<ProcessId> wanted = subject.Processes;
        if (wanted.Count > MostKept)
            wanted = [.. wanted.OrderByDescending(process => subject.Proc.TryReadStatus(process)?.ResidentBytes ?? 0).Take(MostKept)];
        HashSet<ProcessId> stay = [.. wanted];
        foreach ((ProcessId process, Entry entry) in _kept.Where(kept => !stay.Contains(kept.Key)).ToArray())
        {
            entry.Statm.Dispose();
            _kept.Remove(process);
        }

        foreach (ProcessId process in wanted)
        {
            _seen.Add(process.Value);
            // A new process has a base of nothing: all of it is growth.
            if (!_kept.ContainsKey(process) && KeptFile.TryOpen(subject.Proc.PathOf(process, "statm"), StatmLength) is { } statm)
                _kept[process] = new Entry(statm, Figures.Printable(subject.Proc.TryReadName(process) ?? "?"), Ticks(process));
        }
    }

    /// <summary>Reads the sizes again.</summary>
    public void Read()
    {
        foreach (Entry entry in _kept.Values)
            entry.Read();
    }

    /// <summary>Takes the sizes now for those of a calm time.</summary>
    public void RememberCalm()
    {
        foreach (Entry entry in _kept.Values)
            entry.Calm = entry.Resident;
    }

    /// <summary>The process that has grown most since it was calm; null when none has.</summary>
    public (ProcessId Process, string Name, long Growth)? Grown()
    {
        (ProcessId, string, long)? most = null;
        long best = 0;
        foreach ((ProcessId process, Entry entry) in _kept)
        {
            if (entry.Resident - entry.Calm <= best)
                continue;
            best = entry.Resident - entry.Calm;
            most = (process, entry.Name, best);
        }

        return most;
    }

    /// <summary>The processes, and the CPU each has used since the last call; largest first.</summary>
    public IReadOnlyList<WatchedProcess> Take(TimeSpan elapsed)
    {
        var rows = new List<WatchedProcess>();
        foreach ((ProcessId process, Entry entry) in _kept)
        {
            entry.Read();
            if (entry.Resident == 0)
                continue;
            // A program that was started meanwhile has another name.
            entry.Name = Figures.Printable(subject.Proc.TryReadName(process) ?? entry.Name);
            ulong ticks = Ticks(process), used = ticks > entry.Ticks ? ticks - entry.Ticks : 0;
            entry.Ticks = ticks;
            rows.Add(new WatchedProcess(
                process, entry.Name, entry.Resident, entry.Peak, elapsed > TimeSpan.Zero ? used / (double)ProcessStat.TicksPerSecond / elapsed.TotalSeconds : 0));
        }

        rows.Sort((a, b) => b.Resident.CompareTo(a.Resident));
        return rows;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Entry entry in _kept.Values)
            entry.Statm.Dispose();
        _kept.Clear();
    }

    private ulong Ticks(ProcessId process) => subject.Proc.TryReadStat(process) is { } stat ? stat.UserTicks + stat.SystemTicks : 0;

    private sealed class Entry(KeptFile statm, string name, ulong ticks)
    {
        public KeptFile Statm => statm;

        public string Name { get; set; } = name;

        public ulong Ticks { get; set; } = ticks;

        public long Resident { get; private set; }

        public long Shared { get; private set; }

        public long Peak { get; private set; }

        public long Calm { get; set; }

        /// <summary>Size, resident and shared pages (proc_pid_statm(5)).</summary>
        public void Read()
        {
            Span<long> pages = stackalloc long[3];
            if (!statm.TryReadNumbers(pages))
                pages.Clear();
            (Resident, Shared) = (pages[1] * Environment.SystemPageSize, pages[2] * Environment.SystemPageSize);
            Peak = Math.Max(Peak, Resident);
        }
    }
}
