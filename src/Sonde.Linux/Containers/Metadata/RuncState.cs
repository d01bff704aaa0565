using System.Text.Json.Serialization;

namespace Sonde.Linux.Containers.Metadata;

/// <summary>What is used of runc's <c>state.json</c> (libcontainer's State).</summary>
internal sealed class RuncState
{
    [JsonPropertyName("id")]
    public string? Id { get; set; }

    [JsonPropertyName("init_process_pid")]
    public int InitProcessId { get; set; }

    /// <summary>Start time in ticks since boot, as in field 22 of <c>/proc/PID/stat</c>.</summary>
    [JsonPropertyName("init_process_start")]
    public ulong InitProcessStart { get; set; }

    /// <summary>Directories by controller; the key of version 2 is empty.</summary>
    [JsonPropertyName("cgroup_paths")]
    public Dictionary<string, string>? CgroupPaths { get; set; }

    [JsonPropertyName("config")]
    public RuncConfig? Config { get; set; }
}
