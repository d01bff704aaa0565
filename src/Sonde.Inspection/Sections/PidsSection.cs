using Sonde.Inspection.Subjects;
using Sonde.Linux.Cgroups;

namespace Sonde.Inspection.Sections;

/// <summary>Processes and threads against the limit on both together.</summary>
internal sealed class PidsSection : InspectionSection
{
    private const double WarnShare = 0.8, BadShare = 0.95;

    private long _refused;

    /// <inheritdoc/>
    public override string Title => "Pids";

    /// <inheritdoc/>
    public override int Order => 40;

    /// <inheritdoc/>
    public override void ReadLifetime(InspectionSubject subject, SectionLines lines)
    {
        if (subject.WhyHidden("pids") is { } why)
            lines.AddUnseen($"limit of processes and threads: {why}");
        if (subject.CgroupOf("pids") is not { } cgroup || CgroupPids.TryRead(cgroup) is not { } pids)
            return;
        double share = pids.Limit is > 0 and { } limit ? (double)pids.Current / limit : 0;
        Judgement judgement = share >= BadShare ? Judgement.Bad : share >= WarnShare ? Judgement.Warn : Judgement.Ok;
        string peak = pids.Peak is { } most ? $"; at most {most}" : "";
        lines.Add(new InspectionLine
        {
            Name = "tasks",
            Text = pids.Limit is { } of ? $"{pids.Current} of {of} ({Figures.Percent(share)}){peak}" : $"{pids.Current}, no limit{peak}",
            Judgement = judgement,
            Reason = judgement == Judgement.Ok ? "" : "at the limit fork and new threads fail",
            Measures =
            [
                new("tasks", pids.Current, "count"),
                .. pids.Limit is { } max ? (Measure[])[new("limit", max, "count")] : [],
                .. pids.Peak is { } highest ? (Measure[])[new("peak", highest, "count")] : [],
            ],
            Answer = $"Nearly out of processes: {pids.Current} of {pids.Limit} tasks",
            Weight = 65,
        });
        _refused = pids.Refused;
        if (pids.Refused > 0)
            lines.Add(Refused(pids.Refused, LineSpan.Lifetime));
    }

    /// <inheritdoc/>
    public override void ReadInterval(InspectionSubject subject, TimeSpan elapsed, SectionLines lines)
    {
        if (subject.CgroupOf("pids") is { } cgroup && CgroupPids.TryRead(cgroup) is { } pids && pids.Refused > _refused)
        {
            lines.Add(Refused(pids.Refused - _refused, LineSpan.Interval));
            _refused = pids.Refused;
        }
    }

    private static InspectionLine Refused(long count, LineSpan span) => new()
    {
        Name = "refused",
        Span = span,
        Text = Figures.Count(count, "fork or thread failed", "forks or threads failed"),
        Judgement = span == LineSpan.Interval ? Judgement.Bad : Judgement.Warn,
        Reason = "the pids limit was reached",
        Measures = [new("refused", count, "count")],
        Answer = $"Out of processes: {Figures.Count(count, "fork or thread", "forks or threads")} failed at the pids limit",
        Weight = 75,
    };
}
