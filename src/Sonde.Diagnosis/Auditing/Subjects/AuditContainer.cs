using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Auditing.Subjects;

/// <summary>A container of a workload.</summary>
/// <param name="Node">Its fields.</param>
/// <param name="Spec">What rules read of it.</param>
/// <param name="IsInit">It ends before the others start, or is a sidecar.</param>
internal sealed record AuditContainer(ManifestNode Node, Container Spec, bool IsInit)
{
    /// <summary>Its name.</summary>
    public string Name => Spec.Name;

    /// <summary>It runs as long as the pod does.</summary>
    public bool IsLongRunning => !IsInit || Spec.IsSidecar;

    /// <summary>A security setting: the container's own, or else the pod's; absent nodes stand at the container.</summary>
    public ManifestNode Security(string field, AuditWorkload workload)
    {
        ManifestNode own = Node["securityContext"][field];
        return own.Exists ? own : workload.Pod["securityContext"][field] is { Exists: true } pod ? pod : own;
    }
}
