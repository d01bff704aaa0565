using Sonde.Inspection.Subjects;
using Sonde.Linux;
using Sonde.Linux.Namespaces;
using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Sections;

/// <summary>The processes as a tree, with what each costs; those that have ended and are never reaped.</summary>
internal sealed class ProcessesSection : InspectionSection
{
    /// <summary>More rows than this bury the rest of the screen.</summary>
    private const int MaxRows = 40;

    /// <summary>So many zombies are no longer a parent that is just slow.</summary>
    private const int ManyZombies = 10;

    private Dictionary<(ProcessId Process, ulong Start), ulong> _ticks = [];

    /// <inheritdoc/>
    public override string Title => "Processes";

    /// <inheritdoc/>
    public override int Order => 50;

    /// <inheritdoc/>
    public override void ReadLifetime(InspectionSubject subject, SectionLines lines)
    {
        ProcessStat[] all = Read(subject);
        _ticks = Ticks(all);
        lines.Add(new InspectionLine
        {
            Name = "count",
            Text = $"{Figures.Count(all.Length, "process", "processes")}, {Figures.Count(all.Sum(stat => stat.ThreadCount), "thread", "threads")}",
            Measures = [new("processes", all.Length, "count"), new("threads", all.Sum(stat => stat.ThreadCount), "count")],
        });
        AddZombies(subject, WithEnded(subject, all), lines);
    }

    /// <inheritdoc/>
    public override void ReadInterval(InspectionSubject subject, TimeSpan elapsed, SectionLines lines)
    {
        ProcessStat[] all = Read(subject);
        ILookup<ProcessId, ProcessStat> children = all.ToLookup(stat => stat.ParentProcess);
        HashSet<int> known = [.. all.Select(stat => stat.Id)];
        int rows = 0;
        foreach (ProcessStat root in all.Where(stat => !known.Contains(stat.ParentProcess.Value)))
            AddTree(subject, root, 0);
        if (rows > MaxRows)
            lines.Add(new InspectionLine { Name = "…", Text = $"{rows - MaxRows} more" });
        _ticks = Ticks(all);

        void AddTree(InspectionSubject from, ProcessStat stat, int depth)
        {
            if (++rows <= MaxRows)
                lines.Add(Row(from, stat, depth, elapsed));
            foreach (ProcessStat child in children[new ProcessId(stat.Id)])
                AddTree(from, child, depth + 1);
        }
    }

    private static ProcessStat[] Read(InspectionSubject subject) =>
        [.. subject.Processes.Select(subject.Proc.TryReadStat).OfType<ProcessStat>()];

    private static Dictionary<(ProcessId Process, ulong Start), ulong> Ticks(ProcessStat[] all) =>
        all.ToDictionary(stat => (new ProcessId(stat.Id), stat.StartTimeTicks), stat => stat.UserTicks + stat.SystemTicks);

    /// <summary>A process that has ended is in no cgroup any more (of version 2 it is, but not listed): its parent knows it.</summary>
    private static IEnumerable<ProcessStat> WithEnded(InspectionSubject subject, ProcessStat[] all)
    {
        if (subject.IsHost)
            return all;
        HashSet<int> known = [.. all.Select(stat => stat.Id)];
        return all.Concat(all.SelectMany(stat => subject.Proc.ReadChildren(new ProcessId(stat.Id))).Where(child => known.Add(child.Value))
            .Select(subject.Proc.TryReadStat).OfType<ProcessStat>());
    }

    private static void AddZombies(InspectionSubject subject, IEnumerable<ProcessStat> all, SectionLines lines)
    {
        foreach (IGrouping<ProcessId, ProcessStat> group in all
            .Where(stat => stat.State == ProcessState.Zombie && stat.ThreadCount <= 1).GroupBy(stat => stat.ParentProcess))
        {
            int count = group.Count();
            string parent = $"{Figures.Printable(subject.Proc.TryReadName(group.Key) ?? "?")} (pid {group.Key})";
            lines.Add(new InspectionLine
            {
                Name = "zombies",
                Text = $"{count} that {parent} has not reaped",
                Judgement = count >= ManyZombies ? Judgement.Bad : Judgement.Warn,
                Reason = "each keeps its process ID: call wait, or run an init such as tini as PID 1",
                Measures = [new("zombies", count, "count")],
                Answer = $"{Figures.Count(count, "zombie", "zombies")}: {parent} does not reap its children",
                Weight = 45,
            });
        }
    }

    /// <summary>In what a process is confined otherwise than the first one, of which the section on rights tells.</summary>
    private static string Different(InspectionSubject subject, ProcessId process, ProcessStatus? status)
    {
        if (subject.IsHost || process == subject.Init || status is null || subject.Proc.TryReadStatus(subject.Init) is not { } first)
            return "";
        string capabilities = status.EffectiveCapabilities == first.EffectiveCapabilities ? "" : $", capabilities {CapabilityNames.ToWords(status.EffectiveCapabilities)}";
        string seccomp = status.Seccomp == first.Seccomp ? "" : $", seccomp {RightsSection.Words(status.Seccomp)}";
        return capabilities + seccomp + OwnNamespaces(subject, process);
    }

    private static string OwnNamespaces(InspectionSubject subject, ProcessId process)
    {
        var namespaces = new NamespaceReader(subject.Proc);
        try
        {
            string[] own = [.. RightsSection.Kinds.Where(kind =>
                namespaces.TryRead(process, kind) is { } its && namespaces.TryRead(subject.Init, kind) is { } firsts && its != firsts)
                .Select(kind => kind.ToString().ToLowerInvariant())];
            return own.Length == 0 ? "" : $", {string.Join(", ", own)} {(own.Length == 1 ? "namespace" : "namespaces")} of its own";
        }
        catch (TargetException)
        {
            return ""; // the section on rights says that namespaces may not be seen
        }
    }

    private InspectionLine Row(InspectionSubject subject, ProcessStat stat, int depth, TimeSpan elapsed)
    {
        var process = new ProcessId(stat.Id);
        ProcessStatus? status = subject.Proc.TryReadStatus(process);
        ulong ticks = stat.UserTicks + stat.SystemTicks;
        double cpu = (ticks - Math.Min(ticks, _ticks.GetValueOrDefault((process, stat.StartTimeTicks), ticks))) / (double)ProcessStat.TicksPerSecond / elapsed.TotalSeconds;
        int inner = status?.InnermostId ?? stat.Id;
        return new InspectionLine
        {
            Name = inner == stat.Id ? $"{stat.Id}" : $"{stat.Id} ({inner})",
            Span = LineSpan.Interval,
            Depth = depth,
            Text = $"{Figures.Printable(stat.Comm)}: {stat.State.ToWords()}, {Figures.Cpus(cpu)} CPU, {Figures.Bytes(status?.ResidentBytes ?? 0)}, "
                + $"{Figures.Count(stat.ThreadCount, "thread", "threads")}, uid {status?.Uid.Effective}{Different(subject, process, status)}",
            Measures =
            [
                new("pid", stat.Id, "count"), new("pidInside", inner, "count"), new("cpu", cpu, "cpus"), new("resident", status?.ResidentBytes ?? 0, "bytes"),
                new("threads", stat.ThreadCount, "count"), new("uid", status?.Uid.Effective ?? 0, "count"),
                new("capabilities", status?.EffectiveCapabilities ?? 0, "count"), new("seccomp", (int)(status?.Seccomp ?? default), "count"),
            ],
        };
    }
}
