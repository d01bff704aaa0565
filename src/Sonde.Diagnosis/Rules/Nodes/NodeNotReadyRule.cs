using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Scheduling;

namespace Sonde.Diagnosis.Rules;

/// <summary>A node does not work: why, and what that takes down.</summary>
internal sealed class NodeNotReadyRule : ObjectRule<Node>
{
    // A node that has just joined becomes ready when its network plug-in has started.
    private static readonly TimeSpan Joining = TimeSpan.FromMinutes(5);

    // The kubelet renews its lease every 10 s, and 40 s late it counts as silent (nodeLeaseDurationSeconds); the node
    // controller says so only at its next look.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(90);

    public override string Slug => "node-not-ready";

    public override IReadOnlyList<string> Kinds => ["Node", "Lease", "Pod", "DaemonSet", "ReplicaSet", "Deployment", "StatefulSet"];

    public override void Evaluate(Node subject, RuleContext context)
    {
        var lease = context.Find<Lease>("Lease", "kube-node-lease", subject.Ref.Name);
        NodeReadiness? readiness = NodeReadiness.Of(subject, lease, context) ?? Silent(subject, lease, context) ?? Uninitialized(subject, context);
        if (readiness is null)
            return;
        Condition? ready = subject.ConditionOf("Ready");
        bool isJoining = subject.Meta.Created is { } made && context.Now - made < Joining;
        bool isReady = ready is { IsTrue: true };
        (Workload Workload, Placement Placement)[] waiting = [.. context.WaitingFor(subject.Ref.Name).Where(one => one.Placement.Blame.Contains(Obstacle.NodeDown))];
        int pods = context.PodsOn(subject.Ref.Name).Count;
        context.Report(new Finding(Slug, subject.Ref, readiness.Title + (pods > 0 ? $"; {(pods == 1 ? "1 pod is" : $"{pods} pods are")} on it" : ""))
        {
            Severity = isJoining ? Severity.Info : isReady && waiting.Length == 0 ? Severity.Warning : Severity.Error,
            Confidence = isReady ? Confidence.Likely : Confidence.Certain,
            Since = isReady ? lease?.Renewed : ready?.Since,
            Evidence =
            [
                .. ready is null ? (Evidence[])[] : [new Evidence(subject.Ref, "status.conditions[Ready]", $"{ready.Status} {ready.Reason}: {ready.Message}", ready.Since)],
                .. lease?.Renewed is null ? (Evidence[])[] : [new Evidence(lease.Ref, "spec.renewTime", "last sign of life of the kubelet", lease.Renewed)],
                .. subject.Conditions.Where(condition => condition is { IsTrue: true, Type: not "Ready" })
                    .Select(condition => new Evidence(subject.Ref, $"status.conditions[{condition.Type}]", $"{condition.Reason}: {condition.Message}", condition.Since)),
                .. context.Events(subject.Ref).Where(seen => seen.IsWarning && seen.Reason is not "CgroupV1").Reverse().Take(2)
                    .Select(seen => new Evidence(subject.Ref, $"event {seen.Reason}", seen.Message, seen.Last)),
            ],
            Effects =
            [
                .. waiting.Select(one => new Effect(one.Workload.Ref, "pods wait that fit only there", $"{subject.Ref} does not take them")),
            ],
            Blames = readiness.IsNetwork ? NetworkPods(subject, context) : [],
            Remedies = [.. Remedies(subject, readiness, isReady)],
        });
    }

    private static IEnumerable<Remedy> Remedies(Node node, NodeReadiness readiness, bool isReady)
    {
        yield return new Remedy(readiness.Advice, $"kubectl describe node {node.Ref.Name}", null, IsDisruptive: false);
        if (!isReady && node.ConditionOf("Ready") is { Status: "Unknown" })
        {
            yield return new Remedy(
                "only when the machine is known to be off for good: say so, so that its pods and volumes are released",
                $"kubectl taint node {node.Ref.Name} node.kubernetes.io/out-of-service=nodeshutdown:NoExecute", null, IsDisruptive: true);
        }
    }

    /// <summary>
    /// The kubelet has stopped renewing its lease while those of other nodes go on. The snapshot may have taken a while:
    /// what counts is how far it is behind the others.
    /// </summary>
    private static NodeReadiness? Silent(Node node, Lease? lease, RuleContext context)
    {
        if (lease?.Renewed is not { } renewed || context.Now - renewed <= Silence)
            return null;
        TimeSpan behind = (context.All<Lease>().Where(other => other.Ref.Namespace == "kube-node-lease").Max(other => other.Renewed) ?? renewed) - renewed;
        return behind > Silence
            ? new NodeReadiness(
                $"its kubelet has been silent for {Durations.Words(behind)}, though the node still counts as ready", false,
                $"on {node.Ref.Name}: systemctl status kubelet; journalctl -u kubelet")
            : null;
    }

    /// <summary>A cloud's node waits for its cloud controller.</summary>
    private static NodeReadiness? Uninitialized(Node node, RuleContext context) =>
        node.Taints.Any(taint => taint.Key == "node.cloudprovider.kubernetes.io/uninitialized") && context.WaitingFor(node.Ref.Name).Any()
            ? new NodeReadiness("no cloud controller has initialised it (taint node.cloudprovider.kubernetes.io/uninitialized)", false, "look at the cloud-controller-manager")
            : null;

    /// <summary>What the network plug-in may be: workloads in the node's own network whose pod there is not ready.</summary>
    private static ObjectRef[] NetworkPods(Node node, RuleContext context) =>
    [
        .. context.PodsOn(node.Ref.Name).Where(pod => pod is { IsReady: false, Spec.UsesHostNetwork: true })
            .Select(pod => context.WorkloadOf(pod.Ref)).OfType<Workload>().Where(workload => workload.Ref.Kind == "DaemonSet")
            .Concat(context.All<DaemonSet>().Select(daemonSet => context.WorkloadOf(daemonSet.Ref)).OfType<Workload>()
                .Where(workload => SystemComponents.Of(workload) is { IsNetwork: true } && !workload.Pods.Any(pod => pod.IsReady && pod.Spec.NodeName == node.Ref.Name)))
            .Select(workload => workload.Ref).Distinct(),
    ];
}
