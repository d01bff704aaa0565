using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Rendering;

namespace Sonde.Diagnosis.Timelines.Rendering;

/// <summary>For programs, versioned: <c>sonde.dev/v1</c> <c>Timeline</c>.</summary>
internal sealed class JsonTimeline : ITimelineWriter
{
    public string Name => "json";

    public IReadOnlyList<string> Extensions => [".json"];

    public string Description => "for programs, versioned (sonde.dev/v1)";

    public void Write(Timeline timeline, TextWriter output, DiagnosisLayout layout)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", "sonde.dev/v1");
            json.WriteString("kind", "Timeline");
            json.WriteString("capturedAt", timeline.CapturedAt.UtcDateTime);
            json.WriteStartArray("entries");
            foreach (TimelineEntry entry in timeline.Entries)
                Write(entry, json);
            json.WriteEndArray();
            json.WriteStartArray("blindSpots");
            foreach (BlindSpot spot in timeline.BlindSpots)
            {
                json.WriteStartObject();
                json.WriteString("what", spot.What);
                json.WriteString("why", spot.Why);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.ToArray()));
    }

    private static void Write(TimelineEntry entry, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("time", entry.Time.UtcDateTime);
        json.WriteString("last", entry.Last.UtcDateTime);
        json.WriteNumber("count", entry.Count);
        json.WriteString("lane", entry.Lane.ToString().ToLowerInvariant());
        json.WritePropertyName("subject");
        Write(entry.Subject, json);
        if (entry.Container.Length > 0)
            json.WriteString("container", entry.Container);
        json.WriteString("text", entry.Text);
        json.WriteBoolean("trouble", entry.IsTrouble);
        if (entry.IsFirst)
            json.WriteBoolean("first", true);
        json.WriteStartArray("members");
        foreach (ObjectRef member in entry.Members.Where(member => member != entry.Subject))
            Write(member, json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(ObjectRef subject, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind", subject.Kind);
        if (subject.Namespace.Length > 0)
            json.WriteString("namespace", subject.Namespace);
        json.WriteString("name", subject.Name);
        json.WriteEndObject();
    }
}
