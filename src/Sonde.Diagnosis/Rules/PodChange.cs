using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>
/// Remedies that change what a workload's pods are made from. Which object takes the change depends on the kind: a Pod and a
/// Job take none (API server validation: their specs are immutable but for a few fields), and are made again instead.
/// </summary>
internal static class PodChange
{
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";

    /// <summary>A change of one container.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="pod">A pod of it, which has the container.</param>
    /// <param name="container">The container.</param>
    /// <param name="text">What the change does.</param>
    /// <param name="fields">The fields of the container, as the inside of a YAML flow map.</param>
    public static Remedy OfContainer(Workload workload, Pod pod, Container container, string text, string fields)
    {
        string list = pod.Spec.InitContainers.Contains(container) ? "initContainers" : "containers";
        return Of(workload, pod, text, $"{list}: [{{name: {container.Name}, {fields}}}]");
    }

    /// <summary>A change of the pod spec.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="pod">A pod of it.</param>
    /// <param name="text">What the change does.</param>
    /// <param name="spec">The fields of the spec, as the inside of a YAML flow map; a strategic merge patch.</param>
    public static Remedy Of(Workload workload, Pod pod, string text, string spec) => workload.Ref.Kind switch
    {
        "Deployment" or "StatefulSet" or "DaemonSet" => new Remedy(text, null, $"spec: {{template: {{spec: {{{spec}}}}}}}", IsDisruptive: true),
        "CronJob" => new Remedy(text, null, $"spec: {{jobTemplate: {{spec: {{template: {{spec: {{{spec}}}}}}}}}}}", IsDisruptive: true),
        "ReplicaSet" or "ReplicationController" => new Remedy(
            $"{text}; then delete its pods, which keep the old template", null, $"spec: {{template: {{spec: {{{spec}}}}}}}", IsDisruptive: true),
        "Pod" when pod.Meta.Annotations.ContainsKey(MirrorAnnotation) => new Remedy(
            $"{text}, in the manifest of this static pod on node {pod.Spec.NodeName}: {spec}", null, null, IsDisruptive: true),
        // Written out, changed here and made again; what a patch does to it is the same as for a template.
        "Pod" => new Remedy(
            $"{text}; a Pod cannot be changed in this, so that it is deleted and made again",
            $"kubectl get pod -n {pod.Ref.Namespace} {pod.Ref.Name} -o json | kubectl patch --local -f - -p '{Quote($"spec: {{{spec}}}")}' -o json | kubectl replace --force -f -",
            null, IsDisruptive: true),
        "Job" => new Remedy($"{text} (delete the Job, and apply its manifest with {spec} in the template: a Job cannot be changed in this)", null, null, IsDisruptive: true),
        var kind => new Remedy($"{text}, in the pod template of this {kind}: {spec}", null, null, IsDisruptive: true),
    };

    /// <summary>Another image for a container: the one field of a Pod that may change.</summary>
    public static Remedy OfImage(Workload workload, Pod pod, Container container, string text) =>
        workload.Ref.Kind is "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" or "CronJob"
            || (workload.Ref.Kind == "Pod" && !pod.Meta.Annotations.ContainsKey(MirrorAnnotation))
            ? new Remedy(
                text,
                $"kubectl set image -n {workload.Ref.Namespace} {workload.Ref.Kind.ToLowerInvariant()}/{workload.Ref.Name} {container.Name}=IMAGE",
                null, IsDisruptive: true)
            : OfContainer(workload, pod, container, text, "image: IMAGE");

    /// <summary>The inside of a text between single quotes of a shell.</summary>
    private static string Quote(string text) => text.Replace("'", @"'\''", StringComparison.Ordinal);
}
