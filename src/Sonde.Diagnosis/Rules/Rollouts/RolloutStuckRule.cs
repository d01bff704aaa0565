using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Storage;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A rollout does not get on, and nothing deeper tells why.</summary>
internal sealed class RolloutStuckRule : WorkloadRule
{
    // A DaemonSet has no deadline of its own; it gets that of a Deployment (progressDeadlineSeconds: 600).
    private static readonly TimeSpan StandardDeadline = TimeSpan.FromMinutes(10);

    public override string Slug => "rollout-stuck";

    public override IReadOnlyList<string> Kinds => ["Deployment", "ReplicaSet", "DaemonSet", "ControllerRevision", "Pod", "PersistentVolumeClaim"];

    public override Depth Depth => Depth.Symptom;

    public override void Evaluate(Workload workload, RuleContext context)
    {
        switch (workload.Top)
        {
            case Deployment deployment:
                CheckDeployment(workload, deployment, context);
                break;
            case DaemonSet daemonSet:
                CheckDaemonSet(workload, daemonSet, context);
                break;
        }
    }

    private void CheckDeployment(Workload workload, Deployment deployment, RuleContext context)
    {
        Condition? progress = deployment.ConditionOf("Progressing");
        bool isDone = deployment.Updated >= deployment.Replicas && deployment.Available >= deployment.Replicas && deployment.Existing <= deployment.Replicas;
        if (progress is not { Status: "False", Reason: "ProgressDeadlineExceeded" } || isDone || deployment.IsPaused)
            return;
        // Whoever refuses the pods is the deeper cause, and a rule of its own or nobody can name it.
        if (workload.Parts.Append(deployment).Select(part => part.ConditionOf("ReplicaFailure")).FirstOrDefault(failure => failure is { IsTrue: true }) is { } refused)
        {
            context.ReportUndetermined(workload.Ref, $"the rollout is stuck because pods cannot be created: {refused.Message}");
            return;
        }

        IReadOnlyList<Revision> revisions = context.RevisionsOf(workload);
        Pod[] newPods = revisions.Count > 0 ? [.. revisions[0].Pods] : [];
        Revision? serving = revisions.Skip(1).FirstOrDefault(revision => revision.Pods.Any(pod => pod.IsReady));
        string which = revisions.Count > 0 ? $"revision {revisions[0].Number}" : "the newest revision";
        string serves = serving is null ? ""
            : $"; revision {serving.Number} still serves with {Count(serving.Pods.Count(pod => pod.IsReady))}, because maxUnavailable is {deployment.MaxUnavailable}";
        string created = newPods.Length < deployment.Replicas && newPods.All(pod => pod.IsReady) && newPods.Length > 0 ? ", and no more are made" : "";
        context.Report(new Finding(Slug, workload.Ref,
            $"the rollout of {which} is stuck: {newPods.Count(pod => pod.IsReady)} of {Count(newPods.Length)} ready{created} after its deadline of {deployment.ProgressDeadline} s{serves}{Waits(newPods, context)}")
        {
            Severity = deployment.Available == 0 ? Severity.Error : Severity.Warning,
            Since = progress.Since,
            Evidence =
            [
                .. Difference(revisions),
                new Evidence(workload.Ref, "status.conditions[Progressing]", $"{progress.Reason}: {progress.Message}", progress.Since),
                .. NotReady(newPods),
            ],
            Remedies =
            [
                .. Rollback.Of(workload),
                new Remedy("see what its new pods wait for", $"kubectl describe pods -n {workload.Ref.Namespace} -l {Selector(deployment)}", null, IsDisruptive: false),
            ],
        });
    }

    private void CheckDaemonSet(Workload workload, DaemonSet daemonSet, RuleContext context)
    {
        IReadOnlyList<Revision> revisions = context.RevisionsOf(workload);
        if (daemonSet.UpdateStrategy == "OnDelete" || daemonSet.Updated >= daemonSet.Desired || revisions.Count < 2)
            return;
        Pod[] stuck = [.. revisions[0].Pods.Where(pod => !pod.IsReady && pod.Meta.Deleted is null && context.Now - pod.Meta.Created > StandardDeadline)];
        if (stuck.Length == 0)
            return;
        context.Report(new Finding(Slug, workload.Ref,
            $"the rollout of revision {revisions[0].Number} is stuck: {daemonSet.Updated} of {daemonSet.Desired} nodes have it, and its pod on {stuck[0].Spec.NodeName} does not become ready{Waits(stuck, context)}")
        {
            Severity = Severity.Warning,
            Since = stuck.Min(pod => pod.Meta.Created),
            Evidence = [.. Difference(revisions), .. NotReady(stuck)],
            Remedies =
            [
                new Remedy("go back to the revision before until it is repaired", $"kubectl rollout undo -n {workload.Ref.Namespace} daemonset/{workload.Ref.Name}", null, IsDisruptive: true),
            ],
        });
    }

    private static IEnumerable<Evidence> Difference(IReadOnlyList<Revision> revisions)
    {
        if (revisions.Count < 2)
            yield break;
        Revision before = revisions.Skip(1).FirstOrDefault(revision => revision.Pods.Any(pod => pod.IsReady)) ?? revisions[1];
        IReadOnlyList<TemplateChange> changes = TemplateDiff.Between(before.Template, revisions[0].Template);
        if (changes.Count > 0)
            yield return new RevisionBreak(revisions[0], before, changes).Evidence;
    }

    private static IEnumerable<Evidence> NotReady(Pod[] pods) => pods.Where(pod => !pod.IsReady).Take(2).Select(pod => new Evidence(
        pod.Ref, "status.conditions[Ready]",
        pod.ConditionOf("Ready") is { } ready ? $"{ready.Status} {ready.Reason}: {ready.Message}" : $"not told; phase {pod.Phase}",
        pod.ConditionOf("Ready")?.Since));

    /// <summary>What a pod waits for, where the kubelet or the scheduler says so.</summary>
    private static string Waits(Pod[] pods, RuleContext context)
    {
        foreach (Pod pod in pods.Where(pod => !pod.IsReady && pod.Meta.Deleted is null))
        {
            if (pod.AllStatuses.FirstOrDefault(one => one.State.WaitingReason is not (null or "ContainerCreating" or "PodInitializing")) is { } status)
                return $"; container {status.Name} waits: {status.State.WaitingReason}: {RuntimeMessage.Core(status.State.WaitingMessage)}";
            if (pod.Spec.Volumes.Select(volume => context.Find<PersistentVolumeClaim>("PersistentVolumeClaim", pod.Ref.Namespace, volume.Claim))
                .FirstOrDefault(one => one is { Phase: "Pending" or "Lost" }) is { } claim)
            {
                KubeEvent? said = context.Events(claim.Ref).LastOrDefault(seen => seen.IsWarning);
                return $"; a pod waits for its claim {claim.Ref.Name}, which is {claim.Phase}{(said is null ? "" : $": {LogExcerpt.Shorten(said.Message)}")}";
            }

            if (pod is { IsScheduled: false } && pod.ConditionOf("PodScheduled") is { Message.Length: > 0 } placed)
                return $"; a pod has no node: {LogExcerpt.Shorten(placed.Message)}";
        }

        return "";
    }

    private static string Count(int pods) => pods == 1 ? "1 pod" : $"{pods} pods";

    private static string Selector(Deployment deployment) =>
        deployment.Selector is { IsEmpty: false } selector ? string.Join(",", selector.Requirements) : $"app={deployment.Ref.Name}";
}
