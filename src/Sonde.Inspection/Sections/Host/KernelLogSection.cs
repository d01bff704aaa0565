using Sonde.Inspection.KernelFindings;
using Sonde.Inspection.Subjects;
using Sonde.Linux;
using Sonde.Linux.Containers;
using Sonde.Linux.Kernel;
using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Sections;

/// <summary>What the kernel has complained about since its log began.</summary>
internal sealed class KernelLogSection : InspectionSection
{
    /// <summary>What is older has probably been dealt with.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(30);

    private const int MaxRows = 8;

    private IReadOnlyList<Container>? _containers;

    /// <inheritdoc/>
    public override string Title => "Kernel log";

    /// <inheritdoc/>
    public override int Order => 150;

    /// <inheritdoc/>
    public override bool AppliesTo(InspectionSubject subject) => subject.IsHost;

    /// <inheritdoc/>
    public override void ReadLifetime(InspectionSubject subject, SectionLines lines)
    {
        try
        {
            IReadOnlyList<KernelRecord> records = KernelLog.Read();
            foreach (InspectionLine line in Judge(records, Uptime(subject.Proc), uid => FindPod(subject, uid)))
                lines.Add(line);
        }
        catch (TargetException error)
        {
            lines.AddUnseen($"kernel log: {error.Message}");
        }
    }

    /// <summary>The findings in a log.</summary>
    /// <param name="records">The log.</param>
    /// <param name="now">Time since boot.</param>
    /// <param name="podOf">Namespace and name of the pod whose cgroup has this name; null when nobody knows it.</param>
    internal static IReadOnlyList<InspectionLine> Judge(IReadOnlyList<KernelRecord> records, TimeSpan now, Func<string, string?>? podOf = null)
    {
        List<InspectionLine> lines = [.. JudgeKills(OomKill.FindAll(records), now, podOf)];
        foreach (KernelPattern pattern in KernelPatterns.All)
        {
            var matches = records.Select(record => (record, Match: pattern.Message.Match(record.Text))).Where(found => found.Match.Success);
            lines.AddRange(matches.GroupBy(found => found.Match.Groups["who"].Value).Take(MaxRows)
                .Select(group => PatternLine(pattern, group.Key, [.. group.Select(found => found.record)], now)));
        }

        if (lines.Count == 0)
            lines.Add(new InspectionLine { Name = "log", Span = LineSpan.Lifetime, Text = $"{Figures.Count(records.Count, "record", "records")}, none of which means trouble" });
        return lines;
    }

    /// <summary>Time since boot, which the log's times count from.</summary>
    internal static TimeSpan Uptime(ProcFileSystem proc) => TimeSpan.FromSeconds(double.TryParse(
        KernelText.TryRead($"{proc.Root}/uptime")?.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture, out double seconds) ? seconds : 0);

    /// <summary>A line for each place and victim of OOM kills.</summary>
    internal static IEnumerable<InspectionLine> JudgeKills(IReadOnlyList<OomKill> kills, TimeSpan now, Func<string, string?>? podOf = null) =>
        kills.GroupBy(kill => (Place(kill.Cgroup), kill.Victim)).OrderByDescending(group => group.Max(kill => kill.SinceBoot)).Take(MaxRows)
            .Select(group => OomLine([.. group], now, podOf?.Invoke(group.Key.Item1)));

    /// <summary>Of a pod whose containers are between two starts, the one that holds its namespaces still runs.</summary>
    private string? FindPod(InspectionSubject subject, string place)
    {
        _containers ??= new ContainerResolver(subject.Proc, subject.Cgroups).List(includeSandboxes: true);
        // In systemd's names a dash would be a level of the hierarchy.
        string name = place.Replace('_', '-');
        return _containers.FirstOrDefault(container => container is { PodUid.Length: > 0, PodName: not null } && name.Contains(container.PodUid, StringComparison.Ordinal)) is { } found
            ? $"{found.PodNamespace}/{found.PodName}"
            : null;
    }

    private static InspectionLine OomLine(IReadOnlyList<OomKill> kills, TimeSpan now, string? pod)
    {
        OomKill last = kills.MaxBy(kill => kill.SinceBoot)!;
        TimeSpan ago = now - last.SinceBoot;
        string table = last.Table.Count == 0 ? ""
            : $"; the largest then: {string.Join(", ", last.Table.Select(task => $"{Figures.Printable(task.Name)} {Figures.Bytes(task.Bytes)}"))}";
        string where = pod is not null ? $" in pod {Figures.Printable(pod)}" : last.Cgroup.Length > 0 ? $" in {Figures.Printable(Place(last.Cgroup))}" : "";
        return new InspectionLine
        {
            Name = "OOM kill",
            Span = LineSpan.Lifetime,
            Text = $"{Figures.Count(kills.Count, "time", "times")}{where}, last {Figures.Printable(last.Victim)} (pid {last.Process}) {Ago(ago)}{table}",
            Judgement = ago < Recent ? Judgement.Bad : Judgement.Warn,
            Reason = last.IsLimit ? "its memory limit was reached" : "the whole machine was out of memory",
            Measures = [new("kills", kills.Count, "count"), new("secondsAgo", ago.TotalSeconds, "seconds")],
            Answer = last.IsLimit
                ? $"OOM kills: {Figures.Printable(last.Victim)} was killed at its memory limit {Ago(ago)}"
                : $"Out of memory: the kernel killed {Figures.Printable(last.Victim)} {Ago(ago)}",
            Weight = last.IsLimit ? 60 : 88,
        };
    }

    private static InspectionLine PatternLine(KernelPattern pattern, string who, IReadOnlyList<KernelRecord> records, TimeSpan now)
    {
        TimeSpan ago = now - records[^1].SinceBoot;
        return new InspectionLine
        {
            Name = pattern.Name,
            Span = LineSpan.Lifetime,
            Text = $"{Figures.Printable(who)}: {Figures.Count(records.Count, "time", "times")}, last {Ago(ago)}: {Figures.Printable(records[^1].Text)}",
            Judgement = ago < Recent ? pattern.Judgement : Judgement.Warn,
            Reason = pattern.Meaning,
            Measures = [new("times", records.Count, "count"), new("secondsAgo", ago.TotalSeconds, "seconds")],
            Answer = pattern.Judgement == Judgement.Bad ? $"The kernel reports a {pattern.Name} ({Figures.Printable(who)}) {Ago(ago)}" : "",
            Weight = 86,
        };
    }

    private static string Ago(TimeSpan time) => $"{Figures.Time(Math.Max(0, time.TotalSeconds))} ago";

    /// <summary>A container that is started again has a new cgroup in the same pod: the pod's tells where it happens.</summary>
    private static string Place(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [.., { } parent, _] when parent.Contains("pod", StringComparison.Ordinal) => parent,
        [.., { } own] => own,
        _ => path,
    };
}
