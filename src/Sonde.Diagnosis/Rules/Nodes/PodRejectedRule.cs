using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>The kubelet takes no pod of a workload: each fails before a container is made, and the controller makes the next.</summary>
internal sealed partial class PodRejectedRule : WorkloadRule
{
    // Pods that failed are kept until there are 12,500 of them (kube-controller-manager --terminated-pod-gc-threshold): what is old says nothing of now.
    private static readonly TimeSpan Recently = TimeSpan.FromHours(1);

    public override string Slug => "pod-rejected";

    public override IReadOnlyList<string> Kinds => ["Pod", "Node", "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "Job", "CronJob"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        if (!workload.Pods.Any(IsRejected) || !Lacks(workload))
            return;
        Pod last = workload.Pods.Where(IsRejected).MaxBy(pod => pod.Meta.Created)!;
        // A pod that was let in after it: the node had no room at that moment, and another one had.
        if (context.Now - last.Meta.Created > Recently || workload.Pods.Any(pod => pod.IsScheduled && !pod.IsDone && pod.Started is not null && pod.Meta.Created > last.Meta.Created))
            return;
        Pod[] rejected = [.. workload.Pods.Where(pod => IsRejected(pod) && pod.Reason == last.Reason)];
        (string why, string remedy) = Why(last);
        string again = rejected.Length > 1 ? $", {rejected.Length} so far" : "";
        context.Report(new Finding(Slug, workload.Ref, $"the kubelet of {last.Spec.NodeName} rejects its pods ({last.Reason}{again}): {why}")
        {
            Since = rejected.Min(pod => pod.Meta.Created),
            Evidence =
            [
                new Evidence(last.Ref, "status", $"{last.Phase}, {last.Reason}: {LogExcerpt.Shorten(last.Message)}", last.Started ?? last.Meta.Created),
                new Evidence(last.Ref, "spec.nodeName", last.Spec.NodeName, null),
            ],
            Remedies =
            [
                new Remedy(remedy, null, null, IsDisruptive: true),
                .. rejected.Length > 3 && workload.Ref.Kind is "Deployment" or "StatefulSet" or "ReplicaSet"
                    ? (Remedy[])[new Remedy("until then, stop it from making more of them", $"kubectl scale -n {workload.Ref.Namespace} {workload.Ref.Kind.ToLowerInvariant()}/{workload.Ref.Name} --replicas=0", null, IsDisruptive: true)]
                    : [],
                .. Rollback.Of(workload),
            ],
        });
    }

    /// <summary>
    /// The kubelet's own verdict on a pod that it was given, before anything of it ran (kubelet rejectPod). An eviction has rules of its
    /// own; a node that shuts down gives its pods back.
    /// </summary>
    private static bool IsRejected(Pod pod) =>
        pod is { Phase: "Failed", ContainerStatuses.Count: 0, Reason: not ("" or "Evicted" or "NodeShutdown" or "Shutdown" or "Terminated" or "Preempting" or "NodeLost") }
            && pod.IsScheduled && (pod.Message.StartsWith("Pod was rejected: ", StringComparison.Ordinal) || pod.Message.StartsWith("Pod ", StringComparison.Ordinal)
                || pod.Reason.StartsWith("OutOf", StringComparison.Ordinal));

    private static bool Lacks(Workload workload) => workload.Top switch
    {
        Job job => !job.IsComplete && !job.IsSuspended,
        Controller { Wanted: { } wanted } => workload.Pods.Count(pod => pod.IsReady) < wanted,
        _ => !workload.Pods.Any(pod => pod.IsReady || pod.Phase == "Succeeded"),
    };

    private static (string Why, string Remedy) Why(Pod pod)
    {
        string said = LogExcerpt.Shorten(Prefix().Replace(pod.Message, ""));
        if (Sysctl().Match(pod.Message) is { Success: true } sysctl)
        {
            string name = sysctl.Groups["name"].Value;
            return ($"the sysctl {name} is not a safe one, and this kubelet does not allow it",
                $"take {name} out of securityContext.sysctls, or allow it on the nodes for these pods (allowedUnsafeSysctls of the kubelet) and bind them there by a node selector");
        }

        return pod.Reason switch
        {
            "NodeAffinity" => ("its labels do not match their node selector or affinity (any more), and something sends them there all the same", "correct the node's labels, the selector, or spec.nodeName"),
            "PodOSNotSupported" or "PodOSSelectorNodeLabelDoesNotMatch" => ($"they are for another operating system than the node's: {said}", "correct spec.os, and choose nodes of that system (kubernetes.io/os)"),
            "TopologyAffinityError" => ("CPUs and devices cannot be given from one NUMA node, as the kubelet's topology manager wants", "ask for less, or loosen the topology manager's policy on the node"),
            "UnexpectedAdmissionError" => ($"a device could not be given: {said}", "see whether the device plugin runs on the node and its devices are healthy"),
            _ when pod.Reason.StartsWith("OutOf", StringComparison.Ordinal) => ($"the node has no room: {said}", "let the scheduler choose the node (no spec.nodeName), or ask for less"),
            _ => (said, "correct what the kubelet names, or choose nodes that allow it"),
        };
    }

    [GeneratedRegex("^(Pod was rejected: |Pod (?=Predicate))")]
    private static partial Regex Prefix();

    [GeneratedRegex("""forbidden sysctl: "(?<name>[^"]+)" """, RegexOptions.ExplicitCapture)]
    private static partial Regex Sysctl();
}
