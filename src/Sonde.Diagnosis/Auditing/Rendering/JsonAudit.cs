using System.Text.Json;
using Sonde.Diagnosis.Rendering;

namespace Sonde.Diagnosis.Auditing.Rendering;

/// <summary>For programs, versioned: <c>sonde.dev/v1</c> <c>Audit</c>.</summary>
internal sealed class JsonAudit : IAuditWriter
{
    public string Name => "json";

    public IReadOnlyList<string> Extensions => [".json"];

    public string Description => "for programs, versioned (sonde.dev/v1)";

    // Manifests speak of no moment.
    public void Write(AuditResult audit, TextWriter output, DiagnosisLayout layout) =>
        JsonParts.WriteDocument("Audit", capturedAt: null, output, json => Write(audit, json));

    private static void Write(AuditResult audit, Utf8JsonWriter json)
    {
        json.WriteString("kubernetesVersion", audit.KubernetesVersion);
        json.WriteNumber("hidden", audit.Hidden.Count);
        json.WriteNumber("suppressed", audit.Suppressed);
        json.WriteStartArray("objects");
        foreach (AuditedObject one in audit.Objects)
        {
            json.WriteStartObject();
            JsonParts.WriteSubject("subject", one.Ref, "", json);
            WritePlace(one.Place, json);
            if (one.Score is { } score)
                json.WriteNumber("score", score);
            json.WriteStartArray("findings");
            foreach (AuditFinding finding in one.Findings)
                WriteFinding(finding, json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        JsonParts.WriteBlindSpots(audit.BlindSpots, json);
    }

    private static void WriteFinding(AuditFinding finding, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("check", finding.Check);
        json.WriteString("severity", Wording.Of(finding.Severity));
        if (finding.Container.Length > 0)
            json.WriteString("container", finding.Container);
        json.WriteString("title", finding.Title);
        json.WriteString("path", finding.Path);
        WritePlace(finding.Place, json);
        json.WriteStartObject("remedy");
        json.WriteString("text", finding.Remedy.Text);
        if (finding.Remedy.Snippet.Length > 0)
            json.WriteString("snippet", finding.Remedy.Snippet);
        if (finding.Remedy.Command.Length > 0)
            json.WriteString("command", finding.Remedy.Command);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WritePlace(SourcePlace place, Utf8JsonWriter json)
    {
        if (place.File.Length == 0)
            return;
        json.WriteString("file", place.File);
        if (place.Line > 0)
        {
            json.WriteNumber("line", place.Line);
            json.WriteNumber("column", place.Column);
        }

        if (place.Template.Length > 0)
            json.WriteString("template", place.Template);
    }
}
