using Sonde.Inspection;
using Sonde.Inspection.KernelFindings;
using Sonde.Linux.Containers;
using Sonde.Linux.Procfs;
using Sonde.Profiles.Rendering;

namespace Sonde.Cli.Inspecting;

/// <summary><c>sonde inspect</c> of a container that has ended: how, and whether the kernel killed it for memory.</summary>
internal static class EndedInspection
{
    /// <summary>What is remembered of it; null when nobody knows such a container.</summary>
    public static InspectionReport? Find(ProcFileSystem proc, string query) =>
        new StoppedContainers().Find(query) is { } ended ? Report(proc, ended) : null;

    private static InspectionReport Report(ProcFileSystem proc, StoppedContainer ended)
    {
        var lines = new SectionLines();
        bool memory = ended.Reason == ExitWords.OutOfMemory;
        string words = ExitWords.Describe(ended.ExitCode, ended.Reason);
        lines.Add(new InspectionLine
        {
            Name = "ended",
            Span = LineSpan.Lifetime,
            Text = $"{words}{(ended.Finished is { } time ? $", {time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "")}{(ended.Message.Length > 0 ? $": {TextFit.Printable(ended.Message)}" : "")}",
            Judgement = ended.ExitCode == 0 ? Judgement.Ok : Judgement.Bad,
            Reason = ExitWords.Cause(ended.ExitCode, ended.Reason),
            Measures = [new("exitCode", ended.ExitCode, "count")],
            Answer = memory ? "Killed for memory: it reached its limit" : $"Has ended with {words}",
            Weight = memory ? 92 : 50,
        });
        lines.Add(new InspectionLine { Name = "known from", Text = ended.Source });
        KernelKills.Add(proc, ended.Id, lines);
        string name = ended.Name.Length > 0 ? TextFit.Printable(ended.Name) : ended.Id[..Math.Min(12, ended.Id.Length)];
        return new InspectionReport(
            $"container {name} ({ended.Runtime}), which has ended", DateTimeOffset.UtcNow, null, [new SectionReport("End", lines.Lines, lines.Unseen)]);
    }
}
