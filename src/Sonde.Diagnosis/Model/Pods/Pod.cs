namespace Sonde.Diagnosis.Model.Pods;

/// <summary>A pod.</summary>
public sealed record Pod(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>What it should be.</summary>
    public PodSpec Spec { get; init; } = PodSpec.Empty;

    /// <summary><c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Unknown</c>.</summary>
    public string Phase { get; init; } = "";

    /// <summary>Why it failed, <c>Evicted</c> for one.</summary>
    public string Reason { get; init; } = "";

    /// <summary>More about it.</summary>
    public string Message { get; init; } = "";

    /// <summary>Its addresses.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>When the kubelet took it on.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>Containers.</summary>
    public IReadOnlyList<ContainerStatus> ContainerStatuses { get; init; } = [];

    /// <summary>Init containers and sidecars.</summary>
    public IReadOnlyList<ContainerStatus> InitStatuses { get; init; } = [];

    /// <summary>The node that was proposed after preemption; empty for none.</summary>
    public string NominatedNode { get; init; } = "";

    /// <summary>It ended, well or not.</summary>
    public bool IsDone => Phase is "Succeeded" or "Failed";

    /// <summary>Its condition Ready is true.</summary>
    public bool IsReady => ConditionOf("Ready") is { IsTrue: true };

    /// <summary>When Ready last became true; null while it is not.</summary>
    public DateTimeOffset? ReadySince => ConditionOf("Ready") is { IsTrue: true } ready ? ready.Since : null;

    /// <summary>It has a node.</summary>
    public bool IsScheduled => Spec.NodeName.Length > 0;

    /// <summary>Status of all containers, init containers first.</summary>
    public IEnumerable<ContainerStatus> AllStatuses => InitStatuses.Concat(ContainerStatuses);

    /// <summary>The status of a container; null when the kubelet told none.</summary>
    public ContainerStatus? StatusOf(string container) => AllStatuses.FirstOrDefault(status => status.Name == container);
}
