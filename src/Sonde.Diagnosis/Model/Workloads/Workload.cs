using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Model.Workloads;

/// <summary>
/// What a person edits to change pods: the topmost controller (a CronJob over its Jobs, a Deployment over its ReplicaSets,
/// a custom resource by its own kind), or a pod that nobody controls; with everything below it.
/// </summary>
public sealed class Workload
{
    internal Workload(ObjectRef self, KubeObject? top)
    {
        Ref = self;
        Top = top;
    }

    /// <summary>Its name.</summary>
    public ObjectRef Ref { get; }

    /// <summary>The object; null when the source does not have it.</summary>
    public KubeObject? Top { get; }

    /// <summary>Its pods, by name.</summary>
    public IReadOnlyList<Pod> Pods => PodList;

    /// <summary>The controllers below it (ReplicaSets, Jobs), the newest first.</summary>
    public IReadOnlyList<Controller> Parts => PartList;

    /// <summary>What it makes pods from now; null when no object tells.</summary>
    public PodTemplate? Template =>
        Top is Controller { Template.Spec.Containers.Count: > 0 } controller ? controller.Template
        : PartList.Count > 0 ? PartList[0].Template
        : PodList.Count > 0 ? new PodTemplate(PodList[0].Meta.Labels, PodList[0].Meta.Annotations, PodList[0].Spec)
        : null;

    /// <summary>It ends by itself: a Job or a CronJob.</summary>
    public bool IsBatch => Ref.Kind is "Job" or "CronJob" || (PartList.Count > 0 && PartList.TrueForAll(part => part is Job));

    internal List<Pod> PodList { get; } = [];

    internal List<Controller> PartList { get; } = [];
}
