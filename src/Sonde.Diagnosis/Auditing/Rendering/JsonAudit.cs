using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Rendering;

namespace Sonde.Diagnosis.Auditing.Rendering;

/// <summary>For programs, versioned: <c>sonde.dev/v1</c> <c>Audit</c>.</summary>
internal sealed class JsonAudit : IAuditWriter
{
    public string Name => "json";

    public IReadOnlyList<string> Extensions => [".json"];

    public string Description => "for programs, versioned (sonde.dev/v1)";

    public void Write(AuditResult audit, int hidden, TextWriter output, DiagnosisLayout layout)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            Write(audit, hidden, json);
        output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static void Write(AuditResult audit, int hidden, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("apiVersion", "sonde.dev/v1");
        json.WriteString("kind", "Audit");
        json.WriteString("kubernetesVersion", audit.KubernetesVersion);
        json.WriteNumber("hidden", hidden);
        json.WriteNumber("suppressed", audit.Suppressed);
        json.WriteStartArray("objects");
        foreach (AuditedObject one in audit.Objects)
        {
            json.WriteStartObject();
            WriteRef(one.Ref, json);
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
        json.WriteStartArray("blindSpots");
        foreach (BlindSpot spot in audit.BlindSpots)
        {
            json.WriteStartObject();
            json.WriteString("what", spot.What);
            json.WriteString("why", spot.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
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

    private static void WriteRef(ObjectRef one, Utf8JsonWriter json)
    {
        json.WriteString("kind", one.Kind);
        if (one.Namespace.Length > 0)
            json.WriteString("namespace", one.Namespace);
        json.WriteString("name", one.Name);
        if (one.Group.Length > 0)
            json.WriteString("group", one.Group);
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
