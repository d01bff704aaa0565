using System.Text.Json;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Sources;

/// <summary>Reads JSON as <c>kubectl get -o json</c> writes it: objects, Lists of them, several documents in one file.</summary>
internal static class JsonObjects
{
    private static readonly JsonReaderOptions Options = new() { AllowMultipleValues = true, MaxDepth = 64 };

    /// <summary>Adds all objects. What cannot be read ends the file with a blind spot.</summary>
    /// <param name="json">UTF-8 text.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="builder">Takes the objects.</param>
    public static void Read(ReadOnlySpan<byte> json, string source, ClusterBuilder builder)
    {
        if (json.StartsWith("\uFEFF"u8))
            json = json[3..];
        var reader = new Utf8JsonReader(json, Options);
        int objects = 0;
        try
        {
            while (reader.Read())
            {
                if (!EntersItems(ref reader, out string listKind, out string version))
                {
                    using JsonDocument document = JsonDocument.ParseValue(ref reader);
                    objects += AddAll(document.RootElement, source, builder);
                    continue;
                }

                // One item at a time: the list of a large cluster does not have to be in memory twice.
                int depth = reader.CurrentDepth;
                var list = new ListShape(listKind, version);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    using JsonDocument item = JsonDocument.ParseValue(ref reader);
                    list.Add(item.RootElement, source, builder);
                    objects++;
                }

                list.Declare(builder);

                while (reader.CurrentDepth >= depth && reader.Read())
                {
                    // What follows the items (a list's own metadata) is of no use.
                    reader.TrySkip();
                }
            }
        }
        catch (JsonException exception)
        {
            builder.AddBlindSpot(source, $"is damaged after {objects} objects, at byte {reader.BytesConsumed}: {FirstSentence(exception.Message)}");
        }
    }

    private static int AddAll(JsonElement root, string source, ClusterBuilder builder)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            int count = 0;
            foreach (JsonElement item in root.EnumerateArray())
                count += AddAll(item, source, builder);
            return count;
        }

        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("items", out JsonElement items) || items.ValueKind != JsonValueKind.Array)
        {
            builder.Add(root, source);
            return 1;
        }

        var list = new ListShape(Text(root, "kind"), Text(root, "apiVersion"));
        foreach (JsonElement item in items.EnumerateArray())
            list.Add(item, source, builder);
        list.Declare(builder);
        return items.GetArrayLength();
    }

    private static string Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>
    /// Moves to the array of items, if the object that begins here is a list. Otherwise the reader stays where it is.
    /// </summary>
    private static bool EntersItems(ref Utf8JsonReader reader, out string kind, out string version)
    {
        kind = version = "";
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        Utf8JsonReader ahead = reader;
        int depth = ahead.CurrentDepth;
        while (ahead.Read() && ahead.CurrentDepth > depth)
        {
            bool isItems = ahead.ValueTextEquals("items"u8), isKind = ahead.ValueTextEquals("kind"u8), isVersion = ahead.ValueTextEquals("apiVersion"u8);
            ahead.Read();
            if ((isKind || isVersion) && ahead.TokenType == JsonTokenType.String)
                (kind, version) = isKind ? (Words(ref ahead), version) : (kind, Words(ref ahead));
            if (isItems && ahead.TokenType == JsonTokenType.StartArray)
            {
                reader = ahead;
                return true;
            }

            ahead.Skip();
        }

        return false;
    }

    /// <summary>A text that may hold what is no Unicode.</summary>
    private static string Words(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return end > 0 ? message[..end] : message;
    }
}
