using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing.Rendering;

/// <summary>Parts of sentences that several formats share.</summary>
internal static class AuditWording
{
    /// <summary>The answer: how many workloads, how bad, which is the worst.</summary>
    public static string Answer(AuditResult audit)
    {
        AuditedObject[] workloads = [.. audit.Workloads];
        string what = workloads.Length > 0 ? Count(workloads.Length, "workload") : "no workload";
        int errors = audit.Count(Severity.Error), warnings = audit.Count(Severity.Warning), hints = audit.Count(Severity.Info);
        string found = errors + warnings == 0
            ? $"nothing that will break{(hints > 0 ? $" ({Count(hints, "hint")})" : "")}"
            : string.Join(", ", ((string[])[errors > 0 ? Count(errors, "error") : "", warnings > 0 ? Count(warnings, "warning") : "", hints > 0 ? Count(hints, "hint") : ""]).Where(text => text.Length > 0));
        string worst = errors + warnings > 0 && workloads.Length > 0 ? $"; worst: {workloads[0].Ref}, {workloads[0].Score} of 100" : "";
        return $"{what}: {found}{worst}";
    }

    /// <summary>A severity as audits call it.</summary>
    public static string Of(Severity severity) => severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "hint" };

    /// <summary>A number with its noun.</summary>
    public static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";

    /// <summary>The finding as a sentence that names its container.</summary>
    public static string Sentence(AuditFinding finding) => finding.Container.Length > 0 ? $"container {finding.Container}: {finding.Title}" : finding.Title;

    /// <summary>What to do in one line; from a cluster the command, from a file what to write.</summary>
    public static string Remedy(AuditFinding finding)
    {
        bool isFile = finding.Place.File.Length > 0;
        string what = isFile && finding.Remedy.Snippet.Length > 0 ? $": {finding.Remedy.Snippet}" : finding.Remedy.Command.Length > 0 ? $": {finding.Remedy.Command}" : "";
        return finding.Remedy.Text + what;
    }
}
