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
    /// <param name="known">What the objects are, where neither they nor their list say so; null when that is not known.</param>
    public static void Read(ReadOnlySpan<byte> json, string source, ClusterBuilder builder, KindInfo? known = null)
    {
        if (json.StartsWith("\uFEFF"u8))
            json = json[3..];
        var reader = new Utf8JsonReader(json, Options);
        int objects = 0;
        try
        {
            while (reader.Read())
            {
                if (!EntersItems(ref reader, out string apiVersion, out string kind))
                {
                    using JsonDocument document = JsonDocument.ParseValue(ref reader);
                    objects += AddAll(document.RootElement, source, builder, known);
                    continue;
                }

                (apiVersion, kind) = kind.Length == 0 && known is not null ? (known.GroupVersion, known.Kind) : (apiVersion, kind);

                // One item at a time: the list of a large cluster does not have to be in memory twice.
                int depth = reader.CurrentDepth;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    using JsonDocument item = JsonDocument.ParseValue(ref reader);
                    objects += AddItem(item.RootElement, source, builder, apiVersion, kind);
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

    private static int AddAll(JsonElement root, string source, ClusterBuilder builder, KindInfo? known)
    {
        if (root.ValueKind == JsonValueKind.Array)
        {
            int count = 0;
            foreach (JsonElement item in root.EnumerateArray())
                count += AddAll(item, source, builder, known);
            return count;
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            builder.Add(root, source);
            return 1;
        }

        // A list without anything in it: "items": null.
        if (root.TryGetProperty("items", out JsonElement items) && items.ValueKind == JsonValueKind.Null)
            return 0;
        if (known is not null)
            builder.AddListItem(root, source, known.GroupVersion, known.Kind);
        else
            builder.Add(root, source);
        return 1;
    }

    /// <summary>A list that the API server wrote tells kind and version only once (PodList); kubectl's List has them in each item.</summary>
    private static int AddItem(JsonElement item, string source, ClusterBuilder builder, string apiVersion, string kind)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            builder.Add(item, source);
            return 1;
        }

        if (kind.Length > 0)
            builder.AddListItem(item, source, apiVersion, kind);
        else
            builder.Add(item, source);
        if (item.TryGetProperty("kind", out JsonElement own) && own.ValueKind == JsonValueKind.String)
            kind = own.GetString()!;
        if (kind.Length > 0)
            Declare(item, kind, builder);
        return 1;
    }

    /// <summary>
    /// Moves to the array of items, if the object that begins here is a list. Otherwise the reader stays where it is.
    /// </summary>
    /// <param name="reader">The reader.</param>
    /// <param name="apiVersion">The list's group and version; empty when each item tells its own.</param>
    /// <param name="kind">The kind of its items; empty when each item tells its own.</param>
    private static bool EntersItems(ref Utf8JsonReader reader, out string apiVersion, out string kind)
    {
        apiVersion = kind = "";
        if (reader.TokenType != JsonTokenType.StartObject)
            return false;
        Utf8JsonReader ahead = reader;
        Utf8JsonReader items = default;
        bool isList = false;
        int depth = ahead.CurrentDepth;
        // The names may stand behind the items; a list whose items tell them need not be read twice.
        while ((!isList || kind.Length == 0) && ahead.Read() && ahead.CurrentDepth > depth)
        {
            bool isItems = ahead.ValueTextEquals("items"u8), isKind = ahead.ValueTextEquals("kind"u8), isVersion = ahead.ValueTextEquals("apiVersion"u8);
            ahead.Read();
            if (isItems && ahead.TokenType == JsonTokenType.StartArray)
            {
                items = ahead;
                isList = true;
                if (TellsKind(ahead))
                    break;
            }
            else if (isKind && ahead.TokenType == JsonTokenType.String)
            {
                kind = ahead.GetString()!;
            }
            else if (isVersion && ahead.TokenType == JsonTokenType.String)
            {
                apiVersion = ahead.GetString()!;
            }

            ahead.Skip();
        }

        kind = kind is { Length: > 4 } && kind.EndsWith("List", StringComparison.Ordinal) ? kind[..^4] : "";
        if (isList)
            reader = items;
        return isList;
    }

    /// <summary>Whether the first item of a list tells its kind.</summary>
    private static bool TellsKind(Utf8JsonReader items)
    {
        if (!items.Read() || items.TokenType != JsonTokenType.StartObject)
            return true;
        int depth = items.CurrentDepth;
        while (items.Read() && items.CurrentDepth > depth)
        {
            if (items.ValueTextEquals("kind"u8))
                return true;
            items.Read();
            items.Skip();
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
