using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Auditing.Subjects;

/// <summary>An object that makes pods, or a pod that nothing makes.</summary>
internal sealed class AuditWorkload
{
    private AuditWorkload(ManifestObject source, ManifestNode template, PodTemplate spec)
    {
        Source = source;
        TemplateMeta = template["metadata"];
        Pod = template["spec"];
        Template = spec;
        Containers = [.. Of("initContainers", spec.Spec.InitContainers, true), .. Of("containers", spec.Spec.Containers, false)];
    }

    /// <summary>The object.</summary>
    public ManifestObject Source { get; }

    /// <summary>Its name.</summary>
    public ObjectRef Ref => Source.Ref;

    /// <summary>Labels and annotations of its pods.</summary>
    public ManifestNode TemplateMeta { get; }

    /// <summary>The spec of its pods.</summary>
    public ManifestNode Pod { get; }

    /// <summary>What rules read of its pods.</summary>
    public PodTemplate Template { get; }

    /// <summary>Init containers, then containers.</summary>
    public IReadOnlyList<AuditContainer> Containers { get; }

    /// <summary>Containers that run as long as the pod does.</summary>
    public IEnumerable<AuditContainer> LongRunning => Containers.Where(container => container.IsLongRunning);

    /// <summary>It ends by itself.</summary>
    public bool IsBatch => Ref.Kind is "Job" or "CronJob" || (Ref.Kind == "Pod" && Template.Spec.RestartPolicy is "Never" or "OnFailure");

    /// <summary>How many pods it is to have; null where no number says so.</summary>
    public int? Replicas => Ref.Kind is "Deployment" or "StatefulSet" or "ReplicaSet" or "ReplicationController" && Source.Object is Controller controller ? controller.Wanted
        : Ref.Kind == "Pod" ? 1 : null;

    /// <summary>The spec of the Job, of a Job or CronJob.</summary>
    public ManifestNode JobSpec => Ref.Kind == "CronJob" ? Source.Root["spec"]["jobTemplate"]["spec"] : Source.Root["spec"];

    /// <summary>The workload of an object; null when it makes no pods.</summary>
    public static AuditWorkload? Of(ManifestObject source)
    {
        ManifestNode root = source.Root;
        return source.Object switch
        {
            Pod pod => new AuditWorkload(source, root, new PodTemplate(pod.Meta.Labels, pod.Meta.Annotations, pod.Spec)),
            CronJob job => new AuditWorkload(source, root["spec"]["jobTemplate"]["spec"]["template"], job.Template),
            ControllerRevision => null,
            Controller controller => new AuditWorkload(source, root["spec"]["template"], controller.Template),
            _ => null,
        };
    }

    private IEnumerable<AuditContainer> Of(string field, IReadOnlyList<Container> specs, bool isInit) =>
        Pod[field].Items.Zip(specs, (node, spec) => new AuditContainer(node, spec, isInit));
}
