using System.Text.Json;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Rendering;

/// <summary>For code scanning: SARIF 2.1.0 (OASIS), with an empty list of results when nothing is wrong.</summary>
internal sealed class SarifDiagnosis : IDiagnosisWriter
{
    public string Name => "sarif";

    public IReadOnlyList<string> Extensions => [".sarif"];

    public string Description => "for code scanning (SARIF 2.1.0)";

    public void Write(DiagnosisResult diagnosis, TextWriter output, DiagnosisLayout layout) => SarifLog.Write(
        layout.ToolVersion,
        output,
        json =>
        {
            foreach (string rule in diagnosis.Roots.Select(root => root.Finding.Rule).Distinct().Order(StringComparer.Ordinal))
            {
                json.WriteStartObject();
                json.WriteString("id", rule);
                SarifLog.WriteText("shortDescription", RuleTitles.Of(rule), json);
                json.WriteEndObject();
            }
        },
        json =>
        {
            foreach (RootCause root in diagnosis.Roots)
                WriteResult(root.Finding, json);
        });

    private static void WriteResult(Finding finding, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Rule);
        json.WriteString("level", SarifLog.LevelOf(finding.Severity));
        SarifLog.WriteText("message", $"{finding.Subject}: {finding.Title}", json);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        SarifLog.WriteLogicalLocation(finding.Subject, SarifLog.NameOf(finding.Subject, finding.Container), json);
        json.WriteEndObject();
        json.WriteEndArray();
        SarifLog.WriteFingerprint($"{finding.Rule}\n{SarifLog.NameOf(finding.Subject, "")}\n{finding.Container}", json);
        json.WriteEndObject();
    }
}
