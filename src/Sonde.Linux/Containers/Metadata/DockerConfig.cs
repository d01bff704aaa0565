using System.Text.Json.Serialization;

namespace Sonde.Linux.Containers.Metadata;

/// <summary>What is used of the image configuration in Docker's <c>config.v2.json</c>.</summary>
internal sealed class DockerConfig
{
    [JsonPropertyName("Labels")]
    public Dictionary<string, string?>? Labels { get; set; }
}
