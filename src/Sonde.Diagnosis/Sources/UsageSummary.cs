using System.Text.Json;
using Sonde.Diagnosis.Model.Usage;

namespace Sonde.Diagnosis.Sources;

/// <summary>
/// The answer of a kubelet to <c>/stats/summary</c>. It is no object of the API: so that a snapshot can keep it, it gets an envelope with
/// kind and name.
/// </summary>
internal static class UsageSummary
{
    /// <summary>Version of the envelope.</summary>
    public const string Version = "stats.k8s.io/v1alpha1";

    /// <summary>The node that a document is a summary of; null when it is none.</summary>
    public static string? NodeOf(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && !root.TryGetProperty("kind", out _)
        && root.TryGetProperty("node", out JsonElement node) && node.ValueKind == JsonValueKind.Object
        && node.TryGetProperty("nodeName", out JsonElement name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;

    /// <summary>The summary as an object.</summary>
    public static JsonDocument Wrap(JsonElement summary, string node)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("apiVersion", Version);
            json.WriteString("kind", UsageIndex.NodeSummaryKind);
            json.WriteStartObject("metadata");
            json.WriteString("name", node);
            json.WriteEndObject();
            json.WritePropertyName("summary");
            summary.WriteTo(json);
            json.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.ToArray());
    }
}
