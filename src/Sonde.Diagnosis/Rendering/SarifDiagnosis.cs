using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Rendering;

/// <summary>For code scanning: SARIF 2.1.0 (OASIS), with an empty list of results when nothing is wrong.</summary>
internal sealed class SarifDiagnosis : IDiagnosisWriter
{
    public string Name => "sarif";

    public IReadOnlyList<string> Extensions => [".sarif"];

    public string Description => "for code scanning (SARIF 2.1.0)";

    public void Write(DiagnosisResult diagnosis, TextWriter output, DiagnosisLayout layout)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            Write(diagnosis, layout, json);
        output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static void Write(DiagnosisResult diagnosis, DiagnosisLayout layout, Utf8JsonWriter json)
    {
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
        foreach (string rule in diagnosis.Roots.Select(root => root.Finding.Rule).Distinct().Order(StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("id", rule);
            json.WriteStartObject("shortDescription");
            json.WriteString("text", RuleTitles.Of(rule));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("results");
        foreach (RootCause root in diagnosis.Roots)
            WriteResult(root.Finding, json);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteResult(Finding finding, Utf8JsonWriter json)
    {
        string place = $"{finding.Subject.Kind}/{finding.Subject.Namespace}/{finding.Subject.Name}";
        json.WriteStartObject();
        json.WriteString("ruleId", finding.Rule);
        json.WriteString("level", finding.Severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" });
        json.WriteStartObject("message");
        json.WriteString("text", $"{finding.Subject}: {finding.Title}");
        json.WriteEndObject();
        json.WriteStartArray("locations");
        json.WriteStartObject();
        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("fullyQualifiedName", place + (finding.Container.Length > 0 ? $"/{finding.Container}" : ""));
        json.WriteString("name", finding.Subject.Name);
        json.WriteString("kind", "resource");
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartObject("partialFingerprints");
        json.WriteString("sonde/v1", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{finding.Rule}\n{place}\n{finding.Container}")))[..32]);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
