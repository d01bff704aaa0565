using Sonde.Inspection.Subjects;
using Sonde.Linux.Cgroups;
using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Sections;

/// <summary>Memory: how much is used, by what, how near the limit is, and what has happened there.</summary>
internal sealed class MemorySection : InspectionSection
{
    /// <summary>Share of the limit from which on the working set is at it.</summary>
    private const double AtShare = 0.97;

    /// <summary>Kinds are read from page tables: with more resident memory than this the walk would disturb the target.</summary>
    private const long LargestWalk = 4L << 30;

    /// <summary>At this growth the limit is reached soon enough to act now.</summary>
    private const double SoonSeconds = 300;

    /// <summary>Growth of less than this share of the limit in a second is noise.</summary>
    private const double NoiseShare = 0.001;

    private readonly PressureReading _pressure = new("memory", some: 0.2, full: 0.1);
    private CgroupMemory? _last;
    private long _lastResident;

    /// <inheritdoc/>
    public override string Title => "Memory";

    /// <inheritdoc/>
    public override int Order => 20;

    /// <inheritdoc/>
    public override void ReadLifetime(InspectionSubject subject, SectionLines lines)
    {
        _last = subject.CgroupOf("memory") is { } cgroup ? CgroupMemory.TryRead(cgroup) : null;
        if (_last is { } memory)
            AddCgroup(memory, subject.OwnCgroupOf("memory") is null, CgroupLimits.ReadMemoryLimit(subject.CgroupOf("memory")!), lines);
        else if (subject.WhyHidden("memory") is { } why)
            lines.AddUnseen($"limit, page cache and OOM kills: {why}");
        AddResident(subject, lines);
        foreach (InspectionLine line in MemoryVolumes.Lines(subject))
            lines.Add(line);
        _pressure.AddNow(subject, lines);
    }

    /// <inheritdoc/>
    public override void ReadInterval(InspectionSubject subject, TimeSpan elapsed, SectionLines lines)
    {
        if (subject.CgroupOf("memory") is { } cgroup && CgroupMemory.TryRead(cgroup) is { } now && _last is { } before)
        {
            if (subject.OwnCgroupOf("memory") is null)
                AddResidentGrowth(subject, elapsed, lines);
            else
                AddGrowth(now.WorkingSetBytes, before.WorkingSetBytes, CgroupLimits.ReadMemoryLimit(cgroup)?.LimitBytes, elapsed, lines);
            AddEvents(now, before, LineSpan.Interval, lines);
            _last = now;
        }
        else
        {
            AddResidentGrowth(subject, elapsed, lines);
        }

        AddKinds(subject, lines);
        _pressure.AddInterval(subject, elapsed, lines);
    }

    private void AddResidentGrowth(InspectionSubject subject, TimeSpan elapsed, SectionLines lines)
    {
        long resident = Resident(subject).Sum(status => status.ResidentBytes);
        AddGrowth(resident, _lastResident, null, elapsed, lines);
        _lastResident = resident;
    }

    private static IEnumerable<ProcessStatus> Resident(InspectionSubject subject) =>
        subject.Processes.Select(subject.Proc.TryReadStatus).OfType<ProcessStatus>();

    private static void AddCgroup(CgroupMemory memory, bool isShared, MemoryLimit? limit, SectionLines lines)
    {
        // Above the container's own limit that of its pod may be tighter: then it is the pod's use that counts.
        double? share = limit is { } known
            ? Math.Max(memory.WorkingSetBytes, known.UsageBytes - memory.InactiveFileBytes) / (double)known.LimitBytes : null;
        Judgement judgement = share >= AtShare ? Judgement.Bad : share >= Limits.NearShare ? Judgement.Warn : Judgement.Ok;
        string limitText = limit is { } has
            ? $", {Figures.Percent(share!.Value)} of the limit of {Figures.Bytes(has.LimitBytes)}; {Figures.Bytes(Math.Max(0, has.LimitBytes * (1 - share.Value)))} left"
            : "; no limit";
        lines.Add(new InspectionLine
        {
            Name = "working set",
            Text = Figures.Bytes(memory.WorkingSetBytes) + limitText,
            Judgement = judgement,
            Reason = (judgement == Judgement.Ok ? "" : "what is left cannot be reclaimed: at the limit a process is killed")
                + (isShared ? $"{(judgement == Judgement.Ok ? "" : "; ")}of its cgroup, which it shares with other processes" : ""),
            Measures =
            [
                new("workingSet", memory.WorkingSetBytes, "bytes"),
                .. limit is { } at ? (Measure[])[new("limit", at.LimitBytes, "bytes"), new("headroom", at.LimitBytes * (1 - share!.Value), "bytes")] : [],
            ],
            Answer = $"Nearly out of memory: {Figures.Bytes(memory.WorkingSetBytes)} of {Figures.Bytes(limit?.LimitBytes ?? 0)} is in use and cannot be reclaimed",
            Weight = 70,
        });
        lines.Add(new InspectionLine
        {
            Name = "charged",
            Text = $"{Figures.Bytes(memory.CurrentBytes)}: {Figures.Bytes(memory.AnonymousBytes)} anonymous, {Figures.Bytes(memory.FileBytes)} page cache "
                + $"({Figures.Bytes(memory.SharedBytes)} of it tmpfs and shared), {Figures.Bytes(memory.KernelBytes)} kernel",
            Measures =
            [
                new("current", memory.CurrentBytes, "bytes"), new("anonymous", memory.AnonymousBytes, "bytes"), new("cache", memory.FileBytes, "bytes"),
                new("shared", memory.SharedBytes, "bytes"), new("kernel", memory.KernelBytes, "bytes"),
            ],
        });
        if (memory.PeakBytes is { } peak)
        {
            bool hit = limit is { } most && peak >= most.LimitBytes;
            lines.Add(new InspectionLine
            {
                Name = "peak",
                Span = LineSpan.Lifetime,
                Text = Figures.Bytes(peak),
                Judgement = hit && memory.OomKills == 0 && memory.AnonymousBytes > peak / 2 ? Judgement.Warn : Judgement.Ok,
                Reason = hit ? "the limit was reached; page cache alone may do that" : "",
                Measures = [new("peak", peak, "bytes")],
                Answer = "Has reached its memory limit",
                Weight = 15,
            });
        }

        AddEvents(memory, new CgroupMemory { CurrentBytes = 0 }, LineSpan.Lifetime, lines);
    }

    private static void AddEvents(CgroupMemory now, CgroupMemory before, LineSpan span, SectionLines lines)
    {
        long kills = now.OomKills - before.OomKills, oom = now.OomEvents - before.OomEvents, max = now.MaxEvents - before.MaxEvents,
            high = now.HighEvents - before.HighEvents;
        string when = span == LineSpan.Lifetime ? "since the start" : "in the interval";
        if (kills > 0 || span == LineSpan.Lifetime)
        {
            lines.Add(new InspectionLine
            {
                Name = "OOM kills",
                Span = span,
                Text = kills == 0 ? "none" : Figures.Count(kills, "process was killed", "processes were killed"),
                Judgement = kills > 0 ? Judgement.Bad : Judgement.Ok,
                Reason = kills > 0 ? "the limit was reached and nothing could be reclaimed" : "",
                Measures = [new("oomKills", kills, "count"), new("oom", oom, "count")],
                Answer = $"Killed for memory: the kernel killed {Figures.Count(kills, "process", "processes")} at the memory limit {when}",
                Weight = 90,
            });
        }

        if (max > 0)
            lines.Add(EventLine("limit hit", max, span, "allocations waited for memory to be reclaimed", span == LineSpan.Interval ? Judgement.Warn : Judgement.Ok));
        if (high > 0)
            lines.Add(EventLine("high hit", high, span, "the kernel slowed allocations down (memory.high)", Judgement.Warn));
    }

    private static InspectionLine EventLine(string name, long count, LineSpan span, string reason, Judgement judgement) => new()
    {
        Name = name,
        Span = span,
        Text = Figures.Count(count, "time", "times"),
        Judgement = judgement,
        Reason = reason,
        Measures = [new("events", count, "count")],
        Answer = $"Memory is tight: the {name} {Figures.Count(count, "time", "times")}",
        Weight = 25,
    };

    private void AddResident(InspectionSubject subject, SectionLines lines)
    {
        ProcessStatus[] all = [.. Resident(subject)];
        _lastResident = all.Sum(status => status.ResidentBytes);
        long anonymous = all.Sum(status => status.AnonymousBytes), file = all.Sum(status => status.FileBytes),
            shared = all.Sum(status => status.SharedBytes), swap = all.Sum(status => status.SwapBytes);
        lines.Add(new InspectionLine
        {
            Name = "resident",
            Text = $"{Figures.Bytes(_lastResident)} in {Figures.Count(all.Length, "process", "processes")}: {Figures.Bytes(anonymous)} anonymous, "
                + $"{Figures.Bytes(file)} files, {Figures.Bytes(shared)} shared{(swap > 0 ? $", {Figures.Bytes(swap)} in swap" : "")}",
            Measures =
            [
                new("resident", _lastResident, "bytes"), new("residentAnonymous", anonymous, "bytes"), new("residentFile", file, "bytes"),
                new("residentShared", shared, "bytes"), new("swap", swap, "bytes"),
            ],
        });
    }

    private static void AddGrowth(long now, long before, long? limit, TimeSpan elapsed, SectionLines lines)
    {
        double rate = (now - before) / elapsed.TotalSeconds;
        double? left = limit is { } most && rate > most * NoiseShare ? (most - now) / rate : null;
        bool soon = left < SoonSeconds;
        lines.Add(new InspectionLine
        {
            Name = "growth",
            Span = LineSpan.Interval,
            Text = $"{Figures.Bytes(rate)}/s{(left is { } seconds ? $"; the limit is {Figures.Time(Math.Max(0, seconds))} away at this rate" : "")}",
            Judgement = soon ? Judgement.Warn : Judgement.Ok,
            Reason = soon ? "if it goes on like this, the kernel kills a process soon" : "",
            Measures = [new("growth", rate, "bytes/s")],
            Answer = $"Memory grows by {Figures.Bytes(rate)}/s: the limit is {Figures.Time(Math.Max(0, left ?? 0))} away",
            Weight = 40,
        });
    }

    private static void AddKinds(InspectionSubject subject, SectionLines lines)
    {
        if (Resident(subject).Sum(status => status.ResidentBytes) > LargestWalk)
        {
            lines.AddUnseen($"memory by kind: more than {Figures.Bytes(LargestWalk)} is resident, and reading its page tables would disturb the target");
            return;
        }

        var sum = default(MemoryKinds);
        int unread = 0;
        foreach (ProcessId process in subject.Processes)
        {
            if (MemoryKinds.TryRead(subject.Proc, process) is { } kinds)
                sum = sum.Plus(kinds);
            else if (subject.Proc.TryReadStat(process) is { IsKernelThread: false, State: not ProcessState.Zombie })
                unread++;
        }

        if (unread > 0)
            lines.AddUnseen($"memory by kind of {Figures.Count(unread, "process", "processes")}: reading smaps needs the same user or CAP_SYS_PTRACE");
        if (sum.Total == 0)
            return;
        (string Name, long Bytes)[] parts =
        [
            ("anonymous", sum.Anonymous), ("heap", sum.Heap), ("files", sum.Files), ("generated code", sum.Jit), ("shared", sum.Shared), ("main stacks", sum.Stack),
        ];
        lines.Add(new InspectionLine
        {
            Name = "by kind",
            Text = string.Join(", ", parts.Where(part => part.Bytes > 0).OrderByDescending(part => part.Bytes).Select(part => $"{part.Name} {Figures.Bytes(part.Bytes)}")),
            Reason = "shared pages are counted in parts",
            Measures =
            [
                new("heap", sum.Heap, "bytes"), new("stacks", sum.Stack, "bytes"), new("otherAnonymous", sum.Anonymous, "bytes"),
                new("jit", sum.Jit, "bytes"), new("files", sum.Files, "bytes"), new("sharedMemory", sum.Shared, "bytes"),
            ],
        });
    }
}
