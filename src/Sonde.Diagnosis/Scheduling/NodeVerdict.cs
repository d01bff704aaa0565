namespace Sonde.Diagnosis.Scheduling;

/// <summary>What a node says to a pod.</summary>
/// <param name="Room">The node.</param>
/// <param name="Refusals">Why it refuses it; empty when the pod fits.</param>
/// <param name="IsMeant">The pod can be meant for it: not the control plane's own, not a node that is on its way out.</param>
internal sealed record NodeVerdict(NodeRoom Room, IReadOnlyList<Refusal> Refusals, bool IsMeant)
{
    /// <summary>The sorts of its reasons.</summary>
    public IReadOnlySet<Obstacle> Obstacles { get; } = Refusals.Select(refusal => refusal.Obstacle).ToHashSet();

    /// <summary>Its reasons of one sort.</summary>
    public IEnumerable<Refusal> Of(Obstacle obstacle) => Refusals.Where(refusal => refusal.Obstacle == obstacle);
}
