using System.Text.Json;
using Sonde.Diagnosis.Rendering;

namespace Sonde.Diagnosis.Auditing.Rendering;

/// <summary>
/// For code scanning: SARIF 2.1.0 (OASIS) with files and lines, as GitHub takes it: each result has one physical location,
/// a message and a fingerprint that does not change when lines move.
/// </summary>
internal sealed class SarifAudit : IAuditWriter
{
    public string Name => "sarif";

    public IReadOnlyList<string> Extensions => [".sarif"];

    public string Description => "for code scanning (SARIF 2.1.0), with file and line";

    public void Write(AuditResult audit, TextWriter output, DiagnosisLayout layout)
    {
        string[] slugs = [.. audit.Findings.Select(finding => finding.Check).Distinct().Order(StringComparer.Ordinal)];
        SarifLog.Write(
            layout.ToolVersion,
            output,
            json =>
            {
                foreach (string slug in slugs)
                    WriteRule(CheckCatalogue.Find(slug)!, json);
            },
            json =>
            {
                foreach (AuditFinding finding in audit.Findings)
                    WriteResult(finding, Array.IndexOf(slugs, finding.Check), json);
            });
    }

    private static void WriteRule(AuditCheck check, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", check.Slug);
        SarifLog.WriteText("shortDescription", check.Summary, json);
        SarifLog.WriteText("fullDescription", check.Why, json);
        json.WriteStartObject("help");
        json.WriteString("text", $"{check.Why}\n\n{check.Fix}");
        json.WriteString("markdown", CheckCatalogue.Page(check));
        json.WriteEndObject();
        json.WriteStartObject("properties");
        json.WriteStartArray("tags");
        json.WriteStringValue("kubernetes");
        json.WriteStringValue(check.Area.ToString().ToLowerInvariant());
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteResult(AuditFinding finding, int rule, Utf8JsonWriter json)
    {
        string subject = SarifLog.NameOf(finding.Subject, finding.Container);
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Check);
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("level", SarifLog.LevelOf(finding.Severity));
        string template = finding.Place.Template.Length > 0 && finding.Place.Line > 0 ? $" (line {finding.Place.Line} of the rendered text)" : "";
        SarifLog.WriteText("message", $"{finding.Subject}: {AuditWording.Sentence(finding)}{template}. {AuditWording.Remedy(finding)}", json);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        if (finding.Place.File.Length > 0)
            WritePlace(finding.Place, json);
        SarifLog.WriteLogicalLocation(finding.Subject, finding.Path.Length > 0 ? $"{subject}/{finding.Path}" : subject, json);
        json.WriteEndObject();
        json.WriteEndArray();
        SarifLog.WriteFingerprint($"{finding.Check}\n{subject}\n{finding.Path}\n{finding.Place.Template}", json);
        json.WriteEndObject();
    }

    private static void WritePlace(SourcePlace place, Utf8JsonWriter json)
    {
        bool isTemplate = place.Template.Length > 0;
        json.WriteStartObject("physicalLocation");
        json.WriteStartObject("artifactLocation");
        json.WriteString("uri", FileUri.Of(isTemplate ? place.Template : place.File));
        json.WriteEndObject();
        json.WriteStartObject("region");
        // Lines of a template are not those of what it was rendered to.
        json.WriteNumber("startLine", isTemplate ? 1 : Math.Max(1, place.Line));
        json.WriteNumber("startColumn", isTemplate ? 1 : Math.Max(1, place.Column));
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
