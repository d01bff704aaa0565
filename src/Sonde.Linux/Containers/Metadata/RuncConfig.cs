using System.Text.Json.Serialization;

namespace Sonde.Linux.Containers.Metadata;

/// <summary>What is used of the configuration in runc's <c>state.json</c>.</summary>
internal sealed class RuncConfig
{
    /// <summary>The OCI annotations as <c>KEY=VALUE</c>.</summary>
    [JsonPropertyName("labels")]
    public List<string>? Labels { get; set; }
}
