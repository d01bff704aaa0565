using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Rendering;

/// <summary>What all SARIF 2.1.0 (OASIS) logs of this room have in common: one run of sonde, objects as logical locations.</summary>
internal static class SarifLog
{
    /// <summary>Writes a log of one run.</summary>
    /// <param name="toolVersion">Sonde's version.</param>
    /// <param name="output">Where to.</param>
    /// <param name="writeRules">Writes the rules that the results name.</param>
    /// <param name="writeResults">Writes the results.</param>
    public static void Write(string toolVersion, TextWriter output, Action<Utf8JsonWriter> writeRules, Action<Utf8JsonWriter> writeResults) =>
        JsonParts.Write(output, json =>
        {
            json.WriteString("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
            json.WriteString("version", "2.1.0");
            json.WriteStartArray("runs");
            json.WriteStartObject();
            json.WriteStartObject("tool");
            json.WriteStartObject("driver");
            json.WriteString("name", "sonde");
            json.WriteString("version", toolVersion);
            json.WriteStartArray("rules");
            writeRules(json);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteString("columnKind", "utf16CodeUnits");
            json.WriteStartArray("results");
            writeResults(json);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
        });

    /// <summary>An object and a container of it as a name, without group.</summary>
    public static string NameOf(ObjectRef subject, string container) =>
        $"{subject.Kind}/{subject.Namespace}/{subject.Name}{(container.Length > 0 ? $"/{container}" : "")}";

    /// <summary>SARIF's word for a severity.</summary>
    public static string LevelOf(Severity severity) => severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "note" };

    /// <summary>Writes a text in SARIF's envelope.</summary>
    public static void WriteText(string name, string text, Utf8JsonWriter json)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    /// <summary>Writes where a finding is in the cluster.</summary>
    public static void WriteLogicalLocation(ObjectRef subject, string qualifiedName, Utf8JsonWriter json)
    {
        json.WriteStartArray("logicalLocations");
        json.WriteStartObject();
        json.WriteString("fullyQualifiedName", qualifiedName);
        json.WriteString("name", subject.Name);
        json.WriteString("kind", "resource");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>Writes what tells a result apart from others, also when lines have moved.</summary>
    /// <param name="identity">All that makes it this result.</param>
    /// <param name="json">Where to.</param>
    public static void WriteFingerprint(string identity, Utf8JsonWriter json)
    {
        json.WriteStartObject("partialFingerprints");
        json.WriteString("sonde/v1", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..32]);
        json.WriteEndObject();
    }
}
