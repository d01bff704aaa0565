using System.Text.Json;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Shares;

namespace Sonde.Diagnosis.Rendering;

/// <summary>For programs, versioned: <c>sonde.dev/v1</c> <c>Diagnosis</c>.</summary>
internal sealed class JsonDiagnosis : IDiagnosisWriter
{
    public string Name => "json";

    public IReadOnlyList<string> Extensions => [".json"];

    public string Description => "for programs, versioned (sonde.dev/v1)";

    public void Write(DiagnosisResult diagnosis, TextWriter output, DiagnosisLayout layout) =>
        JsonParts.WriteDocument("Diagnosis", diagnosis.CapturedAt, output, json => Write(diagnosis, json));

    internal static void Write(DiagnosisResult diagnosis, Utf8JsonWriter json)
    {
        json.WriteStartArray("roots");
        foreach (RootCause root in diagnosis.Roots)
            WriteRoot(root, json);
        json.WriteEndArray();
        json.WriteStartArray("shared");
        foreach (SharedTrait one in diagnosis.Shared)
            WriteShared(one, json);
        json.WriteEndArray();
        json.WriteStartArray("undetermined");
        foreach (Undetermined one in diagnosis.Undetermined)
        {
            json.WriteStartObject();
            JsonParts.WriteSubject("subject", one.Subject, "", json);
            json.WriteString("title", one.Title);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        JsonParts.WriteBlindSpots(diagnosis.BlindSpots, json);
    }

    internal static void WriteRoot(RootCause root, Utf8JsonWriter json)
    {
        Finding finding = root.Finding;
        json.WriteStartObject();
        json.WriteString("rule", finding.Rule);
        json.WriteString("severity", Wording.Of(finding.Severity));
        json.WriteString("confidence", Wording.Of(finding.Confidence));
        JsonParts.WriteSubject("subject", finding.Subject, finding.Container, json);
        json.WriteString("title", finding.Title);
        JsonParts.WriteTime("since", finding.Since, json);
        json.WriteStartArray("evidence");
        foreach (Evidence evidence in finding.Evidence)
        {
            json.WriteStartObject();
            JsonParts.WriteSubject("object", evidence.Object, "", json);
            json.WriteString("path", evidence.Path);
            json.WriteString("value", evidence.Value);
            JsonParts.WriteTime("time", evidence.Time, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("effects");
        foreach (Effect effect in root.Effects)
        {
            json.WriteStartObject();
            JsonParts.WriteSubject("subject", effect.Subject, "", json);
            json.WriteString("title", effect.Title);
            json.WriteString("via", effect.Via);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (root.After is { } first)
        {
            json.WritePropertyName("after");
            WriteStep(first, json);
        }

        json.WriteStartArray("followers");
        foreach (CascadeStep later in root.Followers)
            WriteStep(later, json);
        json.WriteEndArray();
        json.WriteStartArray("remedies");
        foreach (Remedy remedy in finding.Remedies)
        {
            json.WriteStartObject();
            json.WriteString("text", remedy.Text);
            if (remedy.Command is { } command)
                json.WriteString("command", command);
            if (remedy.Patch is { } patch)
                json.WriteString("patch", patch);
            json.WriteBoolean("disruptive", remedy.IsDisruptive);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteStep(CascadeStep step, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        JsonParts.WriteSubject("subject", step.Subject, "", json);
        json.WriteString("rule", step.Rule);
        json.WriteNumber("secondsApart", (long)step.Apart.TotalSeconds);
        json.WriteString("via", step.Via);
        json.WriteEndObject();
    }

    private static void WriteShared(SharedTrait one, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        string kind = one.Trait.Kind.ToString();
        json.WriteString("trait", char.ToLowerInvariant(kind[0]) + kind[1..]);
        json.WriteString("value", one.Trait.Value);
        if (one.Trait.Object is { } itself)
            JsonParts.WriteSubject("object", itself, "", json);
        if (one.Within is { } workload)
            JsonParts.WriteSubject("within", workload, "", json);
        if (one.LoggedBy is { } logger)
        {
            JsonParts.WriteSubject("loggedBy", logger, "", json);
            json.WriteString("sample", one.Sample);
        }

        json.WriteString("title", one.InWords);
        json.WriteNumber("failing", one.Failing);
        json.WriteNumber("failingWith", one.FailingWith);
        string compared = one.LoggedBy is null ? "pods" : "requests";
        json.WriteNumber(compared, one.All);
        json.WriteNumber($"{compared}With", one.AllWith);
        json.WriteNumber("probability", one.Probability);
        json.WriteNumber("tried", one.Tried);
        json.WriteNumber("corrected", one.Corrected);
        json.WriteStartArray("workloads");
        foreach (ObjectRef failing in one.Workloads)
            JsonParts.WriteSubject(failing, "", json);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
