using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sonde.Diagnosis.Findings;
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
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            Write(audit, layout, json);
        output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static void Write(AuditResult audit, DiagnosisLayout layout, Utf8JsonWriter json)
    {
        string[] slugs = [.. audit.Findings.Select(finding => finding.Check).Distinct().Order(StringComparer.Ordinal)];
        json.WriteStartObject();
        json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "sonde");
        json.WriteString("version", layout.ToolVersion);
        json.WriteStartArray("rules");
        foreach (string slug in slugs)
            WriteRule(CheckCatalogue.Find(slug)!, json);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartArray("results");
        foreach (AuditFinding finding in audit.Findings)
            WriteResult(finding, Array.IndexOf(slugs, finding.Check), json);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRule(AuditCheck check, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", check.Slug);
        WriteText("shortDescription", check.Summary, json);
        WriteText("fullDescription", check.Why, json);
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
        string subject = $"{finding.Subject.Kind}/{finding.Subject.Namespace}/{finding.Subject.Name}{(finding.Container.Length > 0 ? $"/{finding.Container}" : "")}";
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Check);
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("level", finding.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" });
        string template = finding.Place.Template.Length > 0 && finding.Place.Line > 0 ? $" (line {finding.Place.Line} of the rendered text)" : "";
        WriteText("message", $"{finding.Subject}: {AuditWording.Sentence(finding)}{template}. {AuditWording.Remedy(finding)}", json);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        if (finding.Place.File.Length > 0)
            WritePlace(finding.Place, json);
        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("fullyQualifiedName", finding.Path.Length > 0 ? $"{subject}/{finding.Path}" : subject);
        json.WriteString("name", finding.Subject.Name);
        json.WriteString("kind", "resource");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("partialFingerprints");
        json.WriteString("sonde/v1", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{finding.Check}\n{subject}\n{finding.Path}\n{finding.Place.Template}")))[..32]);
        json.WriteEndObject();
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

    private static void WriteText(string name, string text, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }
}
