using System.Globalization;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rendering;

namespace Sonde.Diagnosis.Auditing.Rendering;

/// <summary>Workflow commands of GitHub Actions: each finding is an annotation at its line of the changed file.</summary>
internal sealed class GithubAudit : IAuditWriter
{
    public string Name => "github";

    public IReadOnlyList<string> Extensions => [];

    public string Description => "annotations in a run of GitHub Actions";

    public void Write(AuditResult audit, TextWriter output, DiagnosisLayout layout)
    {
        foreach (AuditFinding finding in audit.Findings)
        {
            string level = finding.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "notice" };
            var properties = new List<string>();
            if (finding.Place.File.Length > 0)
            {
                bool isTemplate = finding.Place.Template.Length > 0;
                properties.Add($"file={Property(FileUri.Relative(isTemplate ? finding.Place.Template : finding.Place.File))}");
                if (!isTemplate && finding.Place.Line > 0)
                    properties.Add(string.Create(CultureInfo.InvariantCulture, $"line={finding.Place.Line},col={finding.Place.Column}"));
            }

            properties.Add($"title={Property($"{finding.Check}: {finding.Subject}")}");
            output.WriteLine($"::{level} {string.Join(',', properties)}::{Data($"{AuditWording.Sentence(finding)}. {AuditWording.Remedy(finding)}")}");
        }

        // The answer is no command: it stands in the log of the run.
        output.WriteLine(TextLayout.Printable(AuditWording.Answer(audit)));
    }

    // actions/toolkit packages/core/src/command.ts: escapeData, escapeProperty
    private static string Data(string text) => Clean(text).Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    private static string Clean(string text) => string.Concat(text.Select(c => char.IsControl(c) && c is not ('\n' or '\r') ? '�' : c));
}
