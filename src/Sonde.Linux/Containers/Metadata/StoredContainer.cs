using System.Text.Json.Serialization;

namespace Sonde.Linux.Containers.Metadata;

/// <summary>What is used of an entry in <c>containers.json</c> of Podman's and CRI-O's storage.</summary>
internal sealed class StoredContainer
{
    [JsonPropertyName("id")]
    public string? Id { get; set; }

    [JsonPropertyName("names")]
    public List<string>? Names { get; set; }
}
