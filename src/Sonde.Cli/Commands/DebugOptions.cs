using Sonde.Kubernetes.Config;
using Sonde.Places.Debug;
using Sonde.Places.Pods;

namespace Sonde.Cli.Commands;

/// <summary>The options of <c>sonde debug</c>.</summary>
/// <param name="Target">What to look into; null for <c>--list</c> and <c>--cleanup</c>.</param>
/// <param name="Connection">The cluster.</param>
/// <param name="Request">What is wanted.</param>
internal sealed record DebugOptions(PodTarget? Target, ConnectionOptions Connection, DebugRequest Request)
{
    /// <summary>Sonde's own image, which a held copy needs whatever the session runs.</summary>
    public required string OwnImage { get; init; }

    /// <summary>Make a copy of this name; null for none.</summary>
    public string? CopyTo { get; init; }

    /// <summary>The copy takes the place of the pod, which is deleted.</summary>
    public bool Replaces { get; init; }

    /// <summary>An image was named for a container of the session's own.</summary>
    public bool NamesImage { get; init; }

    /// <summary>Show what Sonde has made.</summary>
    public bool Lists { get; init; }

    /// <summary>Remove what Sonde has made.</summary>
    public bool CleansUp { get; init; }

    /// <summary>In all namespaces.</summary>
    public bool IsEverywhere { get; init; }
}
