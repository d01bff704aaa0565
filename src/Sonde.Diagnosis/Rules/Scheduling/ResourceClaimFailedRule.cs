using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A device that a pod claims (dynamic resource allocation) is not given: no claim is made, its class does not exist, or no node has one.</summary>
internal sealed partial class ResourceClaimFailedRule : WorkloadRule
{
    // The claim of a new pod is made at once.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Recently = TimeSpan.FromHours(1);

    public override string Slug => "resource-claim-failed";

    public override IReadOnlyList<string> Kinds => ["Pod", "Event", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "Job"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        Pod? pod = workload.Pods.Where(IsWaiting).MinBy(one => one.Meta.Created);
        if (pod is null || context.Now - pod.Meta.Created < Patience)
            return;
        KubeEvent? refused = context.Events(pod.Ref).LastOrDefault(seen => seen.Reason == "FailedResourceClaimCreation" && context.Now - seen.Last < Recently);
        Condition? scheduled = pod.ConditionOf("PodScheduled");
        string said = scheduled?.Message is { Length: > 0 } message ? message
            : context.Events(pod.Ref).LastOrDefault(seen => seen.Reason == "FailedScheduling" && context.Now - seen.Last < Recently)?.Message ?? "";
        PodResourceClaim first = pod.Spec.ResourceClaims[0];
        string kind = workload.Pods.Count(IsWaiting) is > 1 and var all ? $"{all} pods wait" : "a pod waits";
        if (refused is not null)
        {
            string template = Template().Match(refused.Message) is { Success: true } match ? match.Groups["name"].Value : "";
            string why = template.Length > 0 ? $"the ResourceClaimTemplate {template} does not exist in namespace {pod.Ref.Namespace}" : LogExcerpt.Shorten(refused.Message);
            Report(workload, pod, $"{kind} for a device: no claim can be made, {why}", refused.First, new Evidence(pod.Ref, $"event {refused.Reason} ×{refused.Count}", LogExcerpt.Shorten(refused.Message), refused.Last),
                Confidence.Certain, "make the template, or correct its name in spec.resourceClaims", $"kubectl get resourceclaimtemplates -n {pod.Ref.Namespace}", context);
        }
        else if (Class().Match(said) is { Success: true } match)
        {
            Report(workload, pod, $"{kind} for a device of the DeviceClass {match.Groups["name"].Value}, which does not exist", scheduled?.Since, new Evidence(pod.Ref, "status.conditions[PodScheduled].message", LogExcerpt.Shorten(said), scheduled?.Since),
                Confidence.Certain, "install the driver that brings the class, or name one that exists", "kubectl get deviceclasses", context);
        }
        else if (said.Contains("cannot allocate all claims", StringComparison.Ordinal) || said.Contains("could not allocate", StringComparison.Ordinal))
        {
            Report(workload, pod, $"{kind} for a device (claim {first.Name}), and no node has a free one of that sort", scheduled?.Since, new Evidence(pod.Ref, "status.conditions[PodScheduled].message", LogExcerpt.Shorten(said), scheduled?.Since),
                Confidence.Certain, "see which devices the nodes offer, and who has them", "kubectl get resourceslices,resourceclaims -A", context);
        }
        else if (scheduled is null && said.Length == 0)
        {
            string name = first.Claim.Length > 0 ? $"the ResourceClaim {first.Claim}" : $"a claim made of the ResourceClaimTemplate {first.Template}";
            Report(workload, pod, $"{kind} for {name}: the scheduler does not look at a pod whose claims do not exist", pod.Meta.Created, new Evidence(pod.Ref, "spec.resourceClaims", $"{first.Name}: {first.Claim}{first.Template}", null),
                Confidence.Likely, "see whether the claim exists, and make it, or correct its name", $"kubectl get resourceclaims,resourceclaimtemplates -n {pod.Ref.Namespace}", context);
        }
    }

    /// <summary>A pod that has no node and claims devices.</summary>
    public static bool IsWaiting(Pod pod) =>
        pod is { IsScheduled: false, IsDone: false, Meta.Deleted: null, Spec.ResourceClaims.Count: > 0, Spec.SchedulingGates.Count: 0, Spec.SchedulerName: "default-scheduler" };

    private void Report(Workload workload, Pod pod, string title, DateTimeOffset? since, Evidence said, Confidence confidence, string remedy, string command, RuleContext context) =>
        context.Report(new Finding(Slug, workload.Ref, title)
        {
            Since = since,
            Confidence = confidence,
            Evidence = [said, .. said.Path == "spec.resourceClaims" ? (Evidence[])[] : [new Evidence(pod.Ref, "spec.resourceClaims", string.Join(", ", pod.Spec.ResourceClaims.Select(one => $"{one.Name}: {one.Claim}{one.Template}")), null)]],
            Remedies = [new Remedy(remedy, command, null, IsDisruptive: false)],
        });

    // resourceclaim controller: PodResourceClaim gpu: resource claim template "x": resourceclaimtemplate.resource.k8s.io "x" not found
    [GeneratedRegex("""resourceclaimtemplate\.resource\.k8s\.io "(?<name>[^"]+)" not found""", RegexOptions.ExplicitCapture)]
    private static partial Regex Template();

    // scheduler's dynamicresources: request g: device class x does not exist
    [GeneratedRegex(@"device class (?<name>[\w.-]*\w) does not exist", RegexOptions.ExplicitCapture)]
    private static partial Regex Class();
}
