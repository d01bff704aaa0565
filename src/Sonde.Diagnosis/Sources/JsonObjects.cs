using System.Text.Json;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Reading;

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
                if (!EntersItems(ref reader))
                {
                    using JsonDocument document = JsonDocument.ParseValue(ref reader);
                    objects += AddAll(document.RootElement, source, builder);
                    continue;
                }

                // One item at a time: the list of a large cluster does not have to be in memory twice.
                int depth = reader.CurrentDepth;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    using JsonDocument item = JsonDocument.ParseValue(ref reader);
                    objects += AddItem(item.RootElement, source, builder);
                }

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

        // A list that the API server wrote tells kind and version only once (PodList); kubectl's List has them in each item.
        foreach (JsonElement item in items.EnumerateArray())
            AddItem(item, source, builder);
        return items.GetArrayLength();
    }

    private static int AddItem(JsonElement item, string source, ClusterBuilder builder)
    {
        builder.Add(item, source);
        if (item.ValueKind == JsonValueKind.Object
            && item.TryGetProperty("kind", out JsonElement kind) && kind.ValueKind == JsonValueKind.String)
        {
            Declare(item, kind.GetString()!, builder);
        }

        return 1;
    }

    /// <summary>
    /// Moves to the array of items, if the object that begins here is a list. Otherwise the reader stays where it is.
    /// </summary>
    private static bool EntersItems(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        Utf8JsonReader ahead = reader;
        int depth = ahead.CurrentDepth;
        while (ahead.Read() && ahead.CurrentDepth > depth)
        {
            bool isItems = ahead.ValueTextEquals("items"u8);
            ahead.Read();
            if (isItems && ahead.TokenType == JsonTokenType.StartArray)
            {
                reader = ahead;
                return true;
            }

            ahead.Skip();
        }

        return false;
    }

    /// <summary>A list holds all of its kind in the namespaces it shows.</summary>
    private static void Declare(JsonElement item, string kind, ClusterBuilder builder)
    {
        string space = item.TryGetProperty("metadata", out JsonElement meta) && meta.ValueKind == JsonValueKind.Object
            && meta.TryGetProperty("namespace", out JsonElement name) && name.ValueKind == JsonValueKind.String ? name.GetString()! : "";
        bool isNamespaced = KindTable.Find(kind)?.IsNamespaced ?? space.Length > 0;
        builder.DeclareComplete(kind, isNamespaced ? space : "*");
    }

    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(". ", StringComparison.Ordinal);
        return end > 0 ? message[..end] : message;
    }
}
