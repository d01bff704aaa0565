using System.Text.Json.Serialization;

namespace Sonde.Linux.Containers.Metadata;

/// <summary>What is used of the state in Docker's <c>config.v2.json</c>.</summary>
internal sealed class DockerState
{
    [JsonPropertyName("Running")]
    public bool IsRunning { get; set; }

    [JsonPropertyName("OOMKilled")]
    public bool IsOutOfMemory { get; set; }

    [JsonPropertyName("ExitCode")]
    public int ExitCode { get; set; }

    [JsonPropertyName("Error")]
    public string? Error { get; set; }

    /// <summary>The year 1 when it has never run.</summary>
    [JsonPropertyName("FinishedAt")]
    public string? FinishedAt { get; set; }
}
