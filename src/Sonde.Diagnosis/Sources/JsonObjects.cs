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
    /// <returns>False when the text is damaged: what it does not hold may have stood behind.</returns>
    public static bool Read(ReadOnlySpan<byte> json, string source, ClusterBuilder builder, KindInfo? known = null)
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
                    objects += AddAll(document.RootElement, source, builder, known);
                    continue;
                }

                // One item at a time: the list of a large cluster does not have to be in memory twice.
                int depth = reader.CurrentDepth;
                var list = listKind is "" or "List" && known is not null ? ListShape.Of(known) : new ListShape(listKind, version);
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

            return true;
        }
        catch (JsonException exception)
        {
            builder.AddBlindSpot(source, $"is damaged after {objects} objects, at byte {reader.BytesConsumed}: {FirstSentence(exception.Message)}");
            return false;
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

        // A list without anything in it: "items": null.
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("items", out JsonElement items) && items.ValueKind == JsonValueKind.Null)
            return 0;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("items", out items) || items.ValueKind != JsonValueKind.Array)
        {
            if (UsageSummary.NodeOf(root) is { } node)
            {
                using JsonDocument summary = UsageSummary.Wrap(root, node);
                builder.Add(summary.RootElement, source);
            }
            else if (known is not null)
                builder.AddListItem(root, source, known.GroupVersion, known.Kind);
            else
                builder.Add(root, source);
            return 1;
        }

        string kind = Text(root, "kind");
        var list = kind is "" or "List" && known is not null ? ListShape.Of(known) : new ListShape(kind, Text(root, "apiVersion"));
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
        Utf8JsonReader ahead = reader, items = default;
        bool isList = false;
        int depth = ahead.CurrentDepth;
        // The names may stand behind the items (YAML is sorted); a list whose items tell them need not be read twice.
        while ((!isList || kind.Length == 0) && ahead.Read() && ahead.CurrentDepth > depth)
        {
            bool isItems = ahead.ValueTextEquals("items"u8), isKind = ahead.ValueTextEquals("kind"u8), isVersion = ahead.ValueTextEquals("apiVersion"u8);
            ahead.Read();
            if ((isKind || isVersion) && ahead.TokenType == JsonTokenType.String)
                (kind, version) = isKind ? (Words(ref ahead), version) : (kind, Words(ref ahead));
            if (isItems && ahead.TokenType == JsonTokenType.StartArray)
            {
                items = ahead;
                isList = true;
                if (TellsKind(ahead))
                    break;
            }

            ahead.Skip();
        }

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
