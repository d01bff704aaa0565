using System.Text.Json.Serialization;

namespace Sonde.Linux.Containers.Metadata;

/// <summary>What is used of Docker's <c>config.v2.json</c>.</summary>
internal sealed class DockerContainer
{
    /// <summary>The name with a slash before it.</summary>
    [JsonPropertyName("Name")]
    public string? Name { get; set; }

    [JsonPropertyName("Config")]
    public DockerConfig? Config { get; set; }

    [JsonPropertyName("State")]
    public DockerState? State { get; set; }
}
