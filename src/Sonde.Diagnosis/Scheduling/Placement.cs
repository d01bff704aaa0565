using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Scheduling;

/// <summary>Where a pod that waits for a node could go, and what stands in the way.</summary>
internal sealed record Placement(Pod Pod)
{
    /// <summary>What the scheduler said; empty when it is not here.</summary>
    public string Message { get; init; } = "";

    /// <summary>Where that stands: a condition, or an event.</summary>
    public string MessagePath { get; init; } = "";

    /// <summary>Since when it waits.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>What it asks for, by resource.</summary>
    public IReadOnlyDictionary<string, decimal> Requests { get; init; } = new Dictionary<string, decimal>();

    /// <summary>What each node says.</summary>
    public IReadOnlyList<NodeVerdict> Verdicts { get; init; } = [];

    /// <summary>The nodes that would take it if <see cref="Blame"/> were removed.</summary>
    public IReadOnlyList<NodeVerdict> Candidates { get; init; } = [];

    /// <summary>The smallest set of obstacles whose removal lets it in somewhere; the one to name first comes first.</summary>
    public IReadOnlyList<Obstacle> Blame { get; init; } = [];

    /// <summary>It is the scheduler's word, which the recomputation does not confirm: something is not visible.</summary>
    public bool IsOnlySaid { get; init; }

    /// <summary>The claim that it waits for, on whatever node.</summary>
    public ObjectRef? WaitsForClaim { get; init; }

    /// <summary>
    /// Pods of some namespaces were not read: what they take of the nodes is not counted, and there is less room than it looks.
    /// </summary>
    public bool IsPartial { get; init; }

    /// <summary>What stands in the way on every node alike.</summary>
    public Refusal? Everywhere { get; init; }

    /// <summary>Its claims.</summary>
    public IReadOnlyList<ObjectRef> Claims { get; init; } = [];

    /// <summary>Only the state of nodes stands in the way: the nodes are the cause.</summary>
    public bool IsNodesFault => Blame.Count > 0 && Blame.All(obstacle => obstacle >= Obstacle.NodePressure);
}
