using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Rendering;

/// <summary>What the JSON documents of this room have in common: their head and the way of naming objects, times and blind spots.</summary>
internal static class JsonParts
{
    /// <summary>Writes a versioned document.</summary>
    /// <param name="kind">What it is, for example <c>Diagnosis</c>.</param>
    /// <param name="capturedAt">The moment it speaks of; null for none.</param>
    /// <param name="output">Where to.</param>
    /// <param name="writeFields">Writes the other fields.</param>
    /// <param name="isIndented">For people; else on one line.</param>
    public static void WriteDocument(string kind, DateTimeOffset? capturedAt, TextWriter output, Action<Utf8JsonWriter> writeFields, bool isIndented = true) =>
        Write(
            output,
            json =>
            {
                json.WriteString("apiVersion", "sonde.dev/v1");
                json.WriteString("kind", kind);
                if (capturedAt is { } moment)
                    json.WriteString("capturedAt", moment.UtcDateTime);
                writeFields(json);
            },
            isIndented);

    /// <summary>Writes one object in UTF-8 and a line end.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="writeFields">Writes its fields.</param>
    /// <param name="isIndented">For people; else on one line.</param>
    public static void Write(TextWriter output, Action<Utf8JsonWriter> writeFields, bool isIndented = true)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = isIndented, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            writeFields(json);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));
    }

    /// <summary>Writes what could not be seen.</summary>
    public static void WriteBlindSpots(IEnumerable<BlindSpot> spots, Utf8JsonWriter json)
    {
        json.WriteStartArray("blindSpots");
        foreach (BlindSpot spot in spots)
        {
            json.WriteStartObject();
            json.WriteString("what", spot.What);
            json.WriteString("why", spot.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Writes an object's name, and the container in question.</summary>
    public static void WriteSubject(ObjectRef subject, string container, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind", subject.Kind);
        if (subject.Namespace.Length > 0)
            json.WriteString("namespace", subject.Namespace);
        json.WriteString("name", subject.Name);
        if (subject.Group.Length > 0)
            json.WriteString("group", subject.Group);
        if (container.Length > 0)
            json.WriteString("container", container);
        json.WriteEndObject();
    }

    /// <summary>Writes an object's name as a field.</summary>
    public static void WriteSubject(string name, ObjectRef subject, string container, Utf8JsonWriter json)
    {
        json.WritePropertyName(name);
        WriteSubject(subject, container, json);
    }

    /// <summary>Writes a time in UTC, or null.</summary>
    public static void WriteTime(string name, DateTimeOffset? time, Utf8JsonWriter json)
    {
        if (time is { } moment)
            json.WriteString(name, moment.UtcDateTime);
        else
            json.WriteNull(name);
    }
}
