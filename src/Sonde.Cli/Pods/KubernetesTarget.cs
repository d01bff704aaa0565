using Sonde.Collectors.Session.Targets;
using Sonde.Places.Pods;

namespace Sonde.Cli.Pods;

/// <summary>A container of one or more pods of a cluster.</summary>
/// <param name="Pods">The object that leads to them.</param>
internal sealed record KubernetesTarget(PodTarget Pods) : Target
{
    /// <inheritdoc/>
    public override string Text => Pods.ToString();
}
