namespace Sonde.Diagnosis.Model.Pods;

/// <summary>A topology spread constraint.</summary>
/// <param name="TopologyKey">The node label that tells what counts as the same place.</param>
/// <param name="MaxSkew">How many pods more than the least one a place may hold.</param>
/// <param name="IsHard"><c>whenUnsatisfiable: DoNotSchedule</c>.</param>
/// <param name="Selector">Which pods are counted; null: none.</param>
public sealed record TopologySpread(string TopologyKey, int MaxSkew, bool IsHard, LabelSelector? Selector)
{
    /// <summary>With fewer places than these the emptiest counts as empty; 0: not set.</summary>
    public int MinDomains { get; init; }

    /// <summary>Only nodes that the pod's selector and affinity choose count (<c>nodeAffinityPolicy: Honor</c>).</summary>
    public bool HonorsAffinity { get; init; } = true;

    /// <summary>Nodes whose taints the pod does not tolerate do not count (<c>nodeTaintsPolicy: Honor</c>).</summary>
    public bool HonorsTaints { get; init; }

    /// <summary>Labels whose value on the pod narrows <see cref="Selector"/>.</summary>
    public IReadOnlyList<string> MatchLabelKeys { get; init; } = [];
}
