using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Scheduling;

/// <summary>A pod that a kubelet evicted.</summary>
/// <param name="Pod">The pod; it may be gone.</param>
/// <param name="Workload">Its workload; null when that cannot be told.</param>
/// <param name="Node">The node; empty when not told.</param>
/// <param name="Message">What the kubelet said.</param>
/// <param name="Path">Where it stands.</param>
/// <param name="Time">When.</param>
internal sealed record Eviction(ObjectRef Pod, Workload? Workload, string Node, string Message, string Path, DateTimeOffset? Time)
{
    /// <summary>The node was in need; otherwise the pod itself took more than it may (kubernetes pkg/kubelet/eviction).</summary>
    public bool IsNodesNeed =>
        Message.Contains("The node was low on resource", StringComparison.OrdinalIgnoreCase)
        || Message.Contains("The node had condition", StringComparison.OrdinalIgnoreCase);
}
