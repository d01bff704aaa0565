using Sonde.Inspection.KernelFindings;
using Sonde.Inspection.Subjects;

namespace Sonde.Inspection.Sections;

/// <summary>What the kubelet and the container runtime have complained about lately.</summary>
internal sealed class JournalSection : InspectionSection
{
    private const int MaxRows = 6;

    /// <summary>An error that comes back this often in half an hour is more than an incident.</summary>
    private const int Often = 10;

    private bool _done;

    /// <inheritdoc/>
    public override string Title => "Kubelet and runtime";

    /// <inheritdoc/>
    public override int Order => 155;

    /// <inheritdoc/>
    public override bool AppliesTo(InspectionSubject subject) => subject.IsHost;

    /// <inheritdoc/>
    public override void ReadLifetime(InspectionSubject subject, SectionLines lines)
    {
        // The journal takes longer than the first screen may.
    }

    /// <inheritdoc/>
    public override void ReadInterval(InspectionSubject subject, TimeSpan elapsed, SectionLines lines)
    {
        if (_done)
            return;
        _done = true;
        if (NodeJournal.TryRead() is { } errors)
            Judge(errors, lines);
        else
            lines.AddUnseen("kubelet and runtime: the systemd journal that journalctl reads here has nothing of them in the last 30 minutes, and there is no /var/log/kubelet.log");
    }

    /// <summary>The lines about errors.</summary>
    internal static void Judge(IReadOnlyList<JournalError> errors, SectionLines lines)
    {
        if (errors.Count == 0)
        {
            lines.Add(new InspectionLine { Name = "errors", Text = "none in the last 30 minutes" });
            return;
        }

        foreach (IGrouping<(string Unit, string Text), JournalError> same in errors.GroupBy(error => (error.Unit, error.Text)).OrderByDescending(group => group.Count()).Take(MaxRows))
        {
            string last = same.Max(error => error.Time) is { } time ? $", last at {time.UtcDateTime:HH:mm:ss} UTC" : "";
            lines.Add(new InspectionLine
            {
                Name = Figures.Printable(same.Key.Unit),
                Span = LineSpan.Lifetime,
                Text = $"{Figures.Count(same.Count(), "time", "times")}{last}: {Figures.Printable(same.Key.Text)}",
                Judgement = same.Count() >= Often ? Judgement.Warn : Judgement.Ok,
                Measures = [new("times", same.Count(), "count")],
                Answer = $"{Figures.Printable(same.Key.Unit)} reports again and again: {Figures.Printable(same.Key.Text)}",
                Weight = 12,
            });
        }
    }
}
