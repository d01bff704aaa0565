using Sonde.Cli.Inspecting;
using Sonde.Collectors.Session.Targets;
using Sonde.Places.Pods;

namespace Sonde.Cli.Pods;

/// <summary>The ways to name what runs: on this machine, and in a cluster.</summary>
internal static class TargetForms
{
    private static readonly IReadOnlyList<ITargetForm> InCluster = [.. PodTargetKind.All.Select(kind => new KubernetesTargetForm(kind))];

    /// <summary>Processes and containers.</summary>
    public static TargetGrammar RunningAnywhere { get; } = new([.. TargetGrammar.Local.Forms, .. InCluster]);

    /// <summary>The same and this machine as a whole.</summary>
    public static TargetGrammar ExistingAnywhere { get; } = new([.. TargetGrammar.LocalAndHost.Forms, .. InCluster]);

    /// <summary>The same, and what does not run: folders and images.</summary>
    public static TargetGrammar Inspected { get; } =
        new([.. TargetGrammar.LocalAndHost.Forms, new RootTargetForm(), new ImageTargetForm(), .. InCluster]);
}
