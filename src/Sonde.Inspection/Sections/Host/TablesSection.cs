using System.Globalization;
using Sonde.Inspection.Subjects;

namespace Sonde.Inspection.Sections;

/// <summary>Tables of the kernel that fill up: what comes then is refused or dropped.</summary>
internal sealed class TablesSection : InspectionSection
{
    private const double WarnShare = 0.8, BadShare = 0.95;

    /// <inheritdoc/>
    public override string Title => "Tables";

    /// <inheritdoc/>
    public override int Order => 130;

    /// <inheritdoc/>
    public override bool AppliesTo(InspectionSubject subject) => subject.IsHost;

    /// <inheritdoc/>
    public override void ReadLifetime(InspectionSubject subject, SectionLines lines)
    {
        string settings = $"{subject.Proc.Root}/sys";
        // allocated, free, most (Documentation/admin-guide/sysctl/fs.rst)
        if (KernelText.TryRead($"{settings}/fs/file-nr")?.Split('\t', StringSplitOptions.TrimEntries) is [{ } open, _, { } most]
            && long.TryParse(open, CultureInfo.InvariantCulture, out long files) && long.TryParse(most, CultureInfo.InvariantCulture, out long limit))
            lines.Add(Line("file handles", files, limit, "opening a file fails with ENFILE"));
        long tasks = subject.Processes.Sum(process => subject.Proc.TryReadStat(process)?.ThreadCount ?? 0);
        long? pids = KernelText.TryReadNumber($"{settings}/kernel/pid_max"), threads = KernelText.TryReadNumber($"{settings}/kernel/threads-max");
        if (pids is not null || threads is not null)
            lines.Add(Line("tasks", tasks, Math.Min(pids ?? long.MaxValue, threads ?? long.MaxValue), "fork and new threads fail"));
        if (KernelText.TryReadNumber($"{settings}/net/netfilter/nf_conntrack_count") is { } connections
            && KernelText.TryReadNumber($"{settings}/net/netfilter/nf_conntrack_max") is { } room)
            lines.Add(Line("conntrack", connections, room, "packets of new connections are dropped"));
    }

    private static InspectionLine Line(string name, long used, long limit, string then)
    {
        double share = limit > 0 ? (double)used / limit : 0;
        Judgement judgement = share >= BadShare ? Judgement.Bad : share >= WarnShare ? Judgement.Warn : Judgement.Ok;
        return new InspectionLine
        {
            Name = name,
            Text = $"{Figures.Count(used)} of {Figures.Count(limit)} ({Figures.Percent(share)})",
            Judgement = judgement,
            Reason = judgement == Judgement.Ok ? "" : $"when it is full, {then}",
            Measures = [new("used", used, "count"), new("limit", limit, "count")],
            Answer = $"The table of {name} is {Figures.Percent(share)} full",
            Weight = 74,
        };
    }
}
