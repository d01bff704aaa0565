using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Auditing.Checks;

/// <inheritdoc/>
internal sealed class ServiceSelectsNothingCheck : AuditCheck
{
    public override string Slug => "service-selects-nothing";

    public override CheckArea Area => CheckArea.References;

    public override string Summary => "a Service that selects no pods";

    public override string When => "No workload has the labels of a Service's selector: error in a cluster; warning in files when a workload there nearly has them; otherwise hint, since the workload may be elsewhere.";

    public override string Why => "Every request to the Service is refused.";

    public override string Fix => "Make the labels of the pod template and the selector of the Service the same.";

    internal override void Run(AuditContext context)
    {
        foreach (ManifestObject service in context.OfKind("Service"))
        {
            var spec = (Service)service.Object;
            if (spec.Selector.Count == 0 || spec.Type == "ExternalName" || context.WorkloadsOf(service).Any())
                continue;
            bool isComplete = context.KnowsAll("Pod", service);
            // Of a cluster, pods that a custom controller owns are not among the workloads here.
            if (isComplete && context.Cluster.All<Pod>().Any(pod => pod.Ref.Namespace == service.Ref.Namespace && spec.Selector.All(label => pod.Meta.Labels.GetValueOrDefault(label.Key) == label.Value)))
                continue;
            (AuditWorkload Workload, KeyValuePair<string, string> Label)? near = Nearest(spec, context.WorkloadsBeside(service.Ref));
            string words = near is { } one
                ? $"; {one.Workload.Ref.Kind} {one.Workload.Ref.Name} nearly has its labels, but {one.Label.Key} is {one.Workload.Template.Labels.GetValueOrDefault(one.Label.Key, "not set")} and not {one.Label.Value}"
                : "";
            context.Report(service, service.Root["spec"]["selector"], isComplete ? Severity.Error : near is null ? Severity.Info : Severity.Warning,
                $"selects no workload {(isComplete ? "here" : "in these files")}{words}",
                Remedies.Words("Make the selector and the labels of the pod template the same"));
        }
    }

    /// <summary>The workload that misses one label of several.</summary>
    private static (AuditWorkload, KeyValuePair<string, string>)? Nearest(Service service, IEnumerable<AuditWorkload> workloads)
    {
        foreach (AuditWorkload workload in workloads.Where(one => !one.IsBatch))
        {
            KeyValuePair<string, string>[] missing = [.. service.Selector.Where(label => workload.Template.Labels.GetValueOrDefault(label.Key) != label.Value)];
            // Of a single label the values have to be near, or else every workload would be.
            if (missing.Length == 1 && (service.Selector.Count > 1
                ? workload.Ref.Name == service.Ref.Name || IsNear(missing[0], workload)
                : IsNear(missing[0], workload)))
            {
                return (workload, missing[0]);
            }
        }

        return null;
    }

    private static bool IsNear(KeyValuePair<string, string> label, AuditWorkload workload) =>
        workload.Template.Labels.TryGetValue(label.Key, out string? value) && NearName.Of(label.Value, [value]) is not null;
}
