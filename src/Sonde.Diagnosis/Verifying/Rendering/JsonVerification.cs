using System.Text.Json;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Rendering;

namespace Sonde.Diagnosis.Verifying.Rendering;

/// <summary>For programs, versioned: <c>sonde.dev/v1</c> <c>Verification</c>.</summary>
internal sealed class JsonVerification : IVerificationWriter
{
    public string Name => "json";

    public void Write(Verification verification, TextWriter output, DiagnosisLayout layout) =>
        JsonParts.WriteDocument("Verification", verification.CapturedAt, output, json => Write(verification, json));

    private static void Write(Verification verification, Utf8JsonWriter json)
    {
        json.WriteStartObject("base");
        json.WriteString("name", verification.BaseName);
        if (verification.Before is { } before)
            json.WriteString("capturedAt", before.UtcDateTime);
        json.WriteEndObject();
        json.WriteBoolean("settled", verification.IsSettled);
        json.WriteStartArray("gone");
        foreach (GoneRoot gone in verification.Gone)
        {
            json.WriteStartObject();
            json.WriteString("outcome", VerificationWords.Name(gone.Outcome));
            json.WriteString("why", gone.Why);
            json.WriteString("rule", gone.Root.Rule);
            json.WriteString("severity", Wording.Of(gone.Root.Severity));
            json.WritePropertyName("subject");
            JsonParts.WriteSubject(gone.Root.Subject, gone.Root.Container, json);
            json.WriteString("title", gone.Root.Title);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteRoots("remaining", verification.Remaining, json);
        WriteRoots("new", verification.New, json);
        json.WriteStartArray("rolling");
        foreach (Rolling rolling in verification.Rolling)
        {
            json.WriteStartObject();
            json.WritePropertyName("subject");
            JsonParts.WriteSubject(rolling.Subject, "", json);
            json.WriteString("title", rolling.Title);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        JsonParts.WriteBlindSpots(verification.BlindSpots, json);
    }

    private static void WriteRoots(string name, IReadOnlyList<RootCause> roots, Utf8JsonWriter json)
    {
        json.WriteStartArray(name);
        foreach (RootCause root in roots)
            JsonDiagnosis.WriteRoot(root, json);
        json.WriteEndArray();
    }
}
