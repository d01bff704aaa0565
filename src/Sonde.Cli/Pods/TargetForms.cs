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
    public static TargetGrammar ExistingAnywhere { get; } = new(
        [.. TargetGrammar.LocalAndHost.Forms, .. InCluster, new KubernetesTargetForm(PodTargetKind.Node)]);

    /// <summary>What leads to pods of a cluster, and its nodes.</summary>
    public static TargetGrammar InClusterAndNodes { get; } = new([.. InCluster, new KubernetesTargetForm(PodTargetKind.Node)]);

    /// <summary>What runs on this machine, the machine, and what leads to pods; no nodes of a cluster.</summary>
    public static TargetGrammar PodsAndLocal { get; } = new([.. TargetGrammar.LocalAndHost.Forms, .. InCluster]);

    /// <summary>What can be inspected: what runs here or in a cluster, its nodes, and what does not run: folders and images.</summary>
    public static TargetGrammar Inspected { get; } = new(
        [.. TargetGrammar.LocalAndHost.Forms, new RootTargetForm(), new ImageTargetForm(), .. InCluster, new KubernetesTargetForm(PodTargetKind.Node)]);
}
