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

    public void Write(Timeline timeline, TextWriter output, DiagnosisLayout layout) =>
        JsonParts.WriteDocument("Timeline", timeline.CapturedAt, output, json =>
        {
            json.WriteStartArray("entries");
            foreach (TimelineEntry entry in timeline.Entries)
                Write(entry, json);
            json.WriteEndArray();
            JsonParts.WriteBlindSpots(timeline.BlindSpots, json);
        });

    private static void Write(TimelineEntry entry, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("time", entry.Time.UtcDateTime);
        json.WriteString("last", entry.Last.UtcDateTime);
        json.WriteNumber("count", entry.Count);
        json.WriteString("lane", entry.Lane.ToString().ToLowerInvariant());
        JsonParts.WriteSubject("subject", entry.Subject, "", json);
        if (entry.Container.Length > 0)
            json.WriteString("container", entry.Container);
        json.WriteString("text", entry.Text);
        json.WriteBoolean("trouble", entry.IsTrouble);
        if (entry.IsFirst)
            json.WriteBoolean("first", true);
        json.WriteStartArray("members");
        foreach (ObjectRef member in entry.Members.Where(member => member != entry.Subject))
            JsonParts.WriteSubject(member, "", json);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
