using System.Text.Json.Serialization;

namespace Sonde.Linux.Containers.Metadata;

/// <summary>What is used of an OCI bundle's <c>config.json</c>.</summary>
internal sealed class OciBundle
{
    [JsonPropertyName("annotations")]
    public Dictionary<string, string?>? Annotations { get; set; }
}
