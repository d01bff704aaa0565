using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Model.Workloads;

/// <summary>One revision of a StatefulSet's or DaemonSet's template.</summary>
public sealed record ControllerRevision(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Counts up.</summary>
    public long Number { get; init; }

    /// <summary>The template.</summary>
    public PodTemplate Template { get; init; } = PodTemplate.Empty;
}
