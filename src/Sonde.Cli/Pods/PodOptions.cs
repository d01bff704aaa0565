using Sonde.Kubernetes.Config;
using Sonde.Places;
using Sonde.Places.Ephemeral;
using Sonde.Places.Pods;

namespace Sonde.Cli.Pods;

/// <summary>Which pods of which cluster, and how to get in.</summary>
/// <param name="Target">The object that leads to the pods.</param>
/// <param name="Connection">The cluster.</param>
/// <param name="Container">The container; null for each pod's default.</param>
/// <param name="Most">Most pods to look into at once; null when not given.</param>
/// <param name="Image">What runs there.</param>
internal sealed record PodOptions(PodTarget Target, ConnectionOptions Connection, string? Container, int? Most, AgentImage Image)
{
    /// <summary>Where the command is to run.</summary>
    public PlaceKind Place { get; init; }
}
