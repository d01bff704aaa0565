using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Rendering;

namespace Sonde.Diagnosis.Auditing;

/// <summary>Makes remedies: the line for the manifest, and the same as a patch for a cluster.</summary>
internal static class Remedies
{
    /// <summary>Only a person can decide what to write.</summary>
    public static AuditRemedy Words(string text) => new(text, "", "");

    /// <summary>A field of a container.</summary>
    public static AuditRemedy Of(AuditWorkload workload, AuditContainer container, string text, string snippet) =>
        OfPod(workload, text, snippet, $"{(container.IsInit ? "initContainers" : "containers")}: [{{name: {container.Name}, {snippet}}}]");

    /// <summary>A field of the pod's spec.</summary>
    public static AuditRemedy Of(AuditWorkload workload, string text, string snippet) => OfPod(workload, text, snippet, snippet);

    /// <summary>A field of an object's spec.</summary>
    public static AuditRemedy OfSpec(ManifestObject subject, string text, string snippet) =>
        new(text, snippet, PatchCommand.Of(subject.Ref, $"spec: {{{snippet}}}"));

    private static AuditRemedy OfPod(AuditWorkload workload, string text, string snippet, string inPod)
    {
        // A pod's spec and a Job's template cannot be changed; CronJobs make new Jobs.
        string? patch = workload.Ref.Kind switch
        {
            "Pod" or "Job" => null,
            "CronJob" => $"spec: {{jobTemplate: {{spec: {{template: {{spec: {{{inPod}}}}}}}}}}}",
            _ => $"spec: {{template: {{spec: {{{inPod}}}}}}}",
        };
        return new AuditRemedy(text, snippet, patch is null ? "" : PatchCommand.Of(workload.Ref, patch));
    }

    /// <summary>A new object that goes with a workload.</summary>
    public static string Namespaced(ObjectRef one) => one.Namespace.Length > 0 ? $" -n {one.Namespace}" : "";
}
