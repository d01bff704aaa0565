using System.Text.Json.Serialization;

namespace Sonde.Linux.Containers.Metadata;

/// <summary>What is used of the <c>status</c> file that containerd's CRI plugin keeps for a container.</summary>
internal sealed class ContainerdStatus
{
    /// <summary>Nanoseconds since 1970; 0 while it runs.</summary>
    [JsonPropertyName("FinishedAt")]
    public long FinishedAt { get; set; }

    [JsonPropertyName("ExitCode")]
    public int ExitCode { get; set; }

    [JsonPropertyName("Reason")]
    public string? Reason { get; set; }

    [JsonPropertyName("Message")]
    public string? Message { get; set; }
}
