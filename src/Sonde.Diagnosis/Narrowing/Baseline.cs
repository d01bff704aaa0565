using System.Text.Json;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Reading;
using Sonde.Diagnosis.Rendering;

namespace Sonde.Diagnosis.Narrowing;

/// <summary>An earlier diagnosis: its causes are not reported again, or a later one is compared with it.</summary>
public sealed class Baseline
{
    private readonly ILookup<string, KnownRoot> _byRule;

    private Baseline(DateTimeOffset? capturedAt, IReadOnlyList<KnownRoot> roots, IReadOnlyList<string> unseen)
    {
        CapturedAt = capturedAt;
        Roots = roots;
        Unseen = unseen;
        _byRule = roots.ToLookup(root => root.Rule, StringComparer.Ordinal);
    }

    /// <summary>Nothing is known.</summary>
    public static Baseline None { get; } = new(null, [], []);

    /// <summary>The moment that it speaks of; null when not told.</summary>
    public DateTimeOffset? CapturedAt { get; }

    /// <summary>The causes.</summary>
    public IReadOnlyList<KnownRoot> Roots { get; }

    /// <summary>What could not be seen then.</summary>
    public IReadOnlyList<string> Unseen { get; }

    /// <summary>A diagnosis of this run.</summary>
    public static Baseline Of(DiagnosisResult diagnosis) => new(
        diagnosis.CapturedAt,
        [.. diagnosis.Roots.Select(root => new KnownRoot(root.Finding.Rule, root.Finding.Subject, root.Finding.Container, root.Finding.Severity, root.Finding.Title))],
        [.. diagnosis.BlindSpots.Select(spot => spot.What)]);

    /// <summary>Whether a text is a diagnosis that was written with <c>-o json</c>, rather than something to diagnose.</summary>
    public static bool IsDiagnosis(ReadOnlyMemory<byte> json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return new Field(document.RootElement, new ReadContext(), "file")["kind"].Text == "Diagnosis";
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads a diagnosis that was written with <c>-o json</c>, or kept by <see cref="Keep"/>.</summary>
    /// <param name="json">Its content.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <exception cref="DiagnosisException">It is none.</exception>
    public static Baseline Read(ReadOnlyMemory<byte> json, string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            var root = new Field(document.RootElement, new ReadContext(), "diagnosis");
            if (root["kind"].Text != "Diagnosis")
                throw new DiagnosisException($"{path} is no diagnosis: write one with 'sonde diagnose -o {path}'");
            return new Baseline(root["capturedAt"].Time, [.. root["roots"].Items(ReadRoot)], [.. root["blindSpots"].Items(spot => spot["what"].Text)]);
        }
        catch (JsonException exception)
        {
            throw new DiagnosisException($"{path} is no diagnosis: it is damaged at line {exception.LineNumber + 1}", exception);
        }
    }

    /// <summary>Whether a finding is known.</summary>
    public bool Contains(Finding finding) => _byRule[finding.Rule].Any(root => root.Is(finding));

    /// <summary>
    /// Writes what a later run needs to be compared with this one: which rule spoke of which object, and nothing that stands in a log, a
    /// field or a message, so that no secret can be in it.
    /// </summary>
    public void Keep(Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("apiVersion", "sonde.dev/v1");
        json.WriteString("kind", "Diagnosis");
        if (CapturedAt is { } time)
            json.WriteString("capturedAt", time.UtcDateTime);
        json.WriteStartArray("roots");
        foreach (KnownRoot root in Roots)
        {
            json.WriteStartObject();
            json.WriteString("rule", root.Rule);
            json.WriteString("severity", Wording.Of(root.Severity));
            json.WritePropertyName("subject");
            JsonParts.WriteSubject(root.Subject, root.Container, json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("blindSpots");
        foreach (string what in Unseen)
        {
            json.WriteStartObject();
            json.WriteString("what", what);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static KnownRoot ReadRoot(Field root)
    {
        Field subject = root["subject"];
        string rule = root["rule"].Text, title = root["title"].Text;
        return new KnownRoot(
            rule,
            new ObjectRef(subject["kind"].Text, subject["namespace"].Text, subject["name"].Text, subject["group"].Text),
            subject["container"].Text,
            root["severity"].Text switch { "info" => Severity.Info, "warning" => Severity.Warning, _ => Severity.Error },
            title.Length > 0 ? title : RuleTitles.Of(rule));
    }
}
