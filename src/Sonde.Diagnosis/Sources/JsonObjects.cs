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
                using JsonDocument document = JsonDocument.ParseValue(ref reader);
                objects += AddAll(document.RootElement, source, builder);
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
        {
            builder.Add(item, source);
            if (item.ValueKind == JsonValueKind.Object
                && item.TryGetProperty("kind", out JsonElement kind) && kind.ValueKind == JsonValueKind.String)
            {
                Declare(item, kind.GetString()!, builder);
            }
        }

        return items.GetArrayLength();
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
