using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Rendering;

namespace Sonde.Diagnosis.Auditing.Rendering;

/// <summary>For a pull request or an issue.</summary>
internal sealed class MarkdownAudit : IAuditWriter
{
    public string Name => "markdown";

    public IReadOnlyList<string> Extensions => [".md"];

    public string Description => "for a pull request or an issue";

    public void Write(AuditResult audit, TextWriter output, DiagnosisLayout layout)
    {
        output.WriteLine("# Audit");
        output.WriteLine();
        output.WriteLine($"{MarkdownText.Escape(AuditWording.Answer(audit))}.");
        AuditedObject[] workloads = [.. audit.Workloads];
        if (workloads.Length > 0)
        {
            output.WriteLine();
            output.WriteLine("| score | workload | errors | warnings | place |");
            output.WriteLine("|---|---|---|---|---|");
            foreach (AuditedObject one in workloads)
                output.WriteLine($"| {one.Score} | {MarkdownText.Cell(one.Ref.ToString())} | {one.Count(Severity.Error)} | {one.Count(Severity.Warning)} | {MarkdownText.Cell(one.Place.ToString())} |");
        }

        foreach (AuditedObject one in audit.Objects.Where(one => one.Findings.Count > 0))
        {
            output.WriteLine();
            output.WriteLine($"## {MarkdownText.Escape(one.Ref.ToString())}");
            output.WriteLine();
            foreach (AuditFinding finding in one.Findings)
            {
                string place = finding.Place.ToString();
                output.WriteLine($"- **{AuditWording.Of(finding.Severity)}** {finding.Check}: {MarkdownText.Escape(AuditWording.Sentence(finding))}{(place.Length > 0 ? $" ({MarkdownText.Cell(place)})" : "")}. {MarkdownText.Escape(AuditWording.Remedy(finding))}");
            }
        }

        if (audit.BlindSpots.Count == 0)
            return;
        output.WriteLine();
        output.WriteLine("## Not audited");
        output.WriteLine();
        foreach (BlindSpot spot in audit.BlindSpots)
            output.WriteLine($"- {MarkdownText.Escape(spot.What)}: {MarkdownText.Escape(spot.Why)}");
    }
}
