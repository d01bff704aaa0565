using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A Service selects no pod at all, and no workload would make one that it selects.</summary>
internal sealed class ServiceSelectorMismatchRule : ObjectRule<Service>
{
    public override string Slug => "service-selector-mismatch";

    public override IReadOnlyList<string> Kinds =>
        ["Service", "Pod", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "EndpointSlice", "Ingress"];

    public override void Evaluate(Service subject, RuleContext context)
    {
        // Where not all pods were read, the slice controller's word counts: it lists every pod that is selected, ready or not.
        bool isBlind = !context.KnowsAll("Pod", subject.Ref.Namespace) && context.SlicesOf(subject).Count == 0;
        if (subject.Selector.Count == 0 || subject.Type == "ExternalName" || isBlind || context.PodsOf(subject).Count > 0
            || context.SlicesOf(subject).Any(slice => slice.Endpoints.Count > 0))
        {
            return;
        }

        Workload[] here = [.. context.WorkloadsIn(subject.Ref.Namespace)];
        // A text may show a workload without the labels of its pods.
        if (Array.Exists(here, workload => WouldSelect(subject, workload) || workload is { Top.Meta: var meta, Template.Labels.Count: 0 } && !meta.Knows("spec")))
            return;
        ObjectRef[] users =
        [
            .. context.IngressesTo(subject).Select(ingress => ingress.Ref),
            .. context.CallersOf(subject).Select(call => call.Caller.Ref).Distinct(),
        ];
        NearestPods? nearest = NearestPods.Of(subject, here);
        // Nobody misses it: a Service that was left over, or one for pods that come and go (a canary, an elected leader).
        bool isSpare = users.Length == 0
            && (nearest is null || context.ServicesFor(subject.Ref.Namespace, nearest.Labels).Count > 0);
        string selector = string.Join(",", subject.Selector.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));
        ObjectRef? elsewhere = nearest is null ? Elsewhere(subject, context) : null;
        string near = nearest is not null ? $"; the pods of {nearest.Workload.Ref} come nearest: they have {nearest.Difference(subject)}"
            : elsewhere is { } other ? $"; {other} has such pods, in another namespace" : "";
        context.Report(new Finding(Slug, subject.Ref, $"selects {selector}, and no pod of its namespace has {(subject.Selector.Count > 1 ? "these labels" : "this label")}{near}")
        {
            Severity = isSpare ? Severity.Info : Severity.Error,
            Since = subject.Meta.Created,
            Evidence =
            [
                new Evidence(subject.Ref, "spec.selector", selector, null),
                .. nearest is null ? (Evidence[])[] : [LabelsOf(nearest)],
                .. users.Take(3).Select(user => new Evidence(user, "needs", subject.Ref.ToString(), null)),
            ],
            Remedies = [.. Remedies(subject, nearest)],
        });
    }

    private static Evidence LabelsOf(NearestPods nearest)
    {
        ObjectRef shown = nearest.Workload.Pods.FirstOrDefault(pod => !pod.IsDone)?.Ref ?? nearest.Workload.Ref;
        return new Evidence(
            shown, shown.Kind == "Pod" ? "metadata.labels" : "spec.template.metadata.labels",
            string.Join(",", nearest.Labels.Where(label => label.Key is not ("pod-template-hash" or "controller-revision-hash"))
                .OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}")),
            null);
    }

    private static IEnumerable<Remedy> Remedies(Service service, NearestPods? nearest)
    {
        if (nearest is null)
        {
            yield return new Remedy("correct the selector, create the workload it is meant for, or delete the Service", null, null, IsDisruptive: false);
            yield break;
        }

        string change = string.Join(", ", nearest.Differing(service).Select(label =>
            $"\"{label.Key}\": {(nearest.Labels.TryGetValue(label.Key, out string? own) ? $"\"{own}\"" : "null")}"));
        yield return new Remedy(
            "if those pods are meant: let the Service select the labels they have",
            $"kubectl patch -n {service.Ref.Namespace} service/{service.Ref.Name} -p '{{\"spec\":{{\"selector\":{{{change}}}}}}}'", null, IsDisruptive: false);
    }

    /// <summary>
    /// Whether a workload makes pods that the Service selects, though there are none now. Labels that each pod gets for
    /// itself do not stand in the template.
    /// </summary>
    private static bool WouldSelect(Service service, Workload workload) => workload.Template is { } template && service.Selector.All(label =>
        template.Labels.GetValueOrDefault(label.Key) == label.Value || (IsPerPod(label.Key) && workload.Pods.All(pod => pod.IsDone)));

    /// <summary>Labels that controllers give each pod, or each version of the pods.</summary>
    public static bool IsPerPod(string label) => label is "statefulset.kubernetes.io/pod-name" or "apps.kubernetes.io/pod-index"
        or "pod-template-hash" or "controller-revision-hash" or "rollouts-pod-template-hash";

    private static ObjectRef? Elsewhere(Service service, RuleContext context) => context.All<Model.Pods.Pod>()
        .Where(pod => !pod.IsDone && pod.Ref.Namespace != service.Ref.Namespace
            && service.Selector.All(label => pod.Meta.Labels.GetValueOrDefault(label.Key) == label.Value))
        .Select(pod => context.WorkloadOf(pod.Ref)?.Ref).FirstOrDefault();
}
