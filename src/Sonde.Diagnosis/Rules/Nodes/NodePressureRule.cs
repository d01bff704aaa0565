using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Scheduling;

namespace Sonde.Diagnosis.Rules;

/// <summary>A node runs out of memory, disk or process numbers, and evicts pods or takes no more.</summary>
internal sealed class NodePressureRule : ObjectRule<Node>
{
    // The kubelet keeps a condition for 5 min after the need (evictionPressureTransitionPeriod), and it comes again: what
    // was evicted within the last half hour is not history yet.
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(30);

    private static readonly (string Condition, string What)[] Pressures =
        [("MemoryPressure", "memory"), ("DiskPressure", "disk space or inodes"), ("PIDPressure", "process numbers (PIDs)")];

    public override string Slug => "node-pressure";

    public override IReadOnlyList<string> Kinds => ["Node", "Pod", "DaemonSet", "ReplicaSet", "Deployment", "StatefulSet"];

    public override void Evaluate(Node subject, RuleContext context)
    {
        Condition[] now = [.. Pressures.Select(pressure => subject.ConditionOf(pressure.Condition)).OfType<Condition>().Where(condition => condition.IsTrue)];
        // A silent kubelet's last words are old.
        if (subject.ConditionOf("Ready") is { Status: "Unknown" })
            now = [];
        Eviction[] evictions =
        [
            .. context.EvictionsFrom(subject.Ref.Name).Where(one => one.IsNodesNeed && (now.Length > 0 || one.Time is null || context.Now - one.Time < Recent)),
        ];
        if (now.Length == 0 && evictions.Length == 0)
            return;
        (Model.Workloads.Workload Workload, Placement Placement)[] waiting = [.. context.WaitingFor(subject.Ref.Name).Where(one => one.Placement.Blame.Contains(Obstacle.NodePressure))];
        string[] lacking = now.Length > 0
            ? [.. now.Select(condition => Pressures.First(pressure => pressure.Condition == condition.Type).What)]
            : [.. evictions.Select(one => Resource(one.Message)).Distinct().Take(2)];
        string did = evictions.Length > 0 ? $" and evicted {(evictions.Length == 1 ? "a pod" : $"{evictions.Length} pods")}" : "";
        bool isMemory = lacking.Any(one => one.Contains("memory", StringComparison.OrdinalIgnoreCase));
        IReadOnlyList<NodeTaker> takers = isMemory ? NodeTaker.Of(subject, "memory", context) : [];
        context.Report(new Finding(Slug, subject.Ref,
            $"{(now.Length > 0 ? "is" : "was")} short of {string.Join(" and ", lacking)} ({(now.Length > 0 ? string.Join(", ", now.Select(condition => condition.Type)) : "evictions")}){did}{(takers.Count > 0 ? $"; {takers[0].InWords}" : "")}")
        {
            Severity = now.Length > 0 ? Severity.Error : Severity.Warning,
            Since = now.Length > 0 ? now.Min(condition => condition.Since) : evictions.Min(one => one.Time),
            Evidence =
            [
                .. now.Select(condition => new Evidence(subject.Ref, $"status.conditions[{condition.Type}]", $"{condition.Reason}: {condition.Message}", condition.Since)),
                .. evictions.Take(2).Select(one => new Evidence(one.Pod, one.Path, one.Message, one.Time)),
                .. context.Events(subject.Ref).Where(IsTelling).Reverse().Take(2).Select(seen => new Evidence(subject.Ref, $"event {seen.Reason}", seen.Message, seen.Last)),
                .. NodeTaker.EvidenceOf(takers),
                .. takers.Count > 0 ? [] : Unbound(subject, now, context),
            ],
            Effects =
            [
                .. evictions.Where(one => one.Workload is not null).Select(one => new Effect(one.Workload!.Ref, "pods were evicted", $"ran on {subject.Ref}")).DistinctBy(effect => effect.Subject),
                .. waiting.Select(one => new Effect(one.Workload.Ref, "pods wait that fit only there", $"{subject.Ref} takes no more")),
            ],
            Remedies =
            [
                new Remedy("see what takes it on the node", now.Any(condition => condition.Type == "DiskPressure")
                    ? $"kubectl debug node/{subject.Ref.Name} -it --image=busybox -- du -xsh /host/var/log /host/var/lib" : $"kubectl top pods -A --field-selector spec.nodeName={subject.Ref.Name} --sort-by=memory", null, IsDisruptive: false),
                new Remedy("give the pods that use the most requests and limits that tell the truth, or add a node", null, null, IsDisruptive: true),
            ],
        });
    }

    private static bool IsTelling(KubeEvent seen) => seen.Reason is "EvictionThresholdMet" or "NodeHasDiskPressure" or "NodeHasInsufficientMemory"
        or "NodeHasInsufficientPID" or "FreeDiskSpaceFailed" or "ImageGCFailed" or "SystemOOM";

    /// <summary>"The node was low on resource: ephemeral-storage. …" or "The node had condition: [MemoryPressure]. ".</summary>
    private static string Resource(string message)
    {
        int colon = message.IndexOf(": ", StringComparison.Ordinal);
        if (colon < 0)
            return "a resource";
        string rest = message[(colon + 2)..];
        int end = rest.IndexOf('.');
        return (end < 0 ? rest : rest[..end]).Trim('[', ']', ' ');
    }

    /// <summary>Pods that ask for no memory, or may use more than they ask for, are what a node runs out with.</summary>
    private static IEnumerable<Evidence> Unbound(Node node, Condition[] now, RuleContext context)
    {
        if (!now.Any(condition => condition.Type == "MemoryPressure"))
            yield break;
        Pod[] unbound = [.. context.PodsOn(node.Ref.Name).Where(pod => pod.Spec.Containers.Any(container => !container.Resources.Limits.ContainsKey("memory")))];
        if (unbound.Length > 0)
            yield return new Evidence(node.Ref, "pods without a memory limit", string.Join(", ", unbound.Take(4).Select(pod => $"{pod.Ref.Namespace}/{pod.Ref.Name}")), null);
    }
}
