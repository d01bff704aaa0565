using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Storage;

namespace Sonde.Diagnosis.Rules;

/// <summary>A claim asks for more than its volume has, and the volume or its file system does not grow.</summary>
internal sealed class ClaimResizeFailedRule : ObjectRule<PersistentVolumeClaim>
{
    // Growing takes seconds to a few minutes; the kubelet grows a file system in use at its next look at the pod.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public override string Slug => "claim-resize-failed";

    public override IReadOnlyList<string> Kinds => ["PersistentVolumeClaim", "StorageClass", "Pod", "Event"];

    public override void Evaluate(PersistentVolumeClaim subject, RuleContext context)
    {
        if (subject.Phase != "Bound" || subject.Meta.Deleted is not null || subject.Request is not { } wanted || subject.Capacity is not { } has || has.Value >= wanted.Value)
            return;
        string size = $"has {has} of the {wanted} that it asks for";
        Evidence sizes = new(subject.Ref, "status.capacity.storage", $"{has}, spec.resources.requests.storage {wanted}", null);
        if (Refusal(subject, context) is { } refused)
            Report(subject, $"{size}, and its volume does not grow: {refused.Value}", [refused, sizes], Confidence.Certain, Refused(subject, has), context);
        else if (subject.ConditionOf("FileSystemResizePending") is { IsTrue: true } pending)
            CheckFileSystem(subject, pending, size, sizes, context);
        else if (subject.ConditionOf("Resizing") is not { IsTrue: true })
            CheckResizer(subject, size, sizes, context);
    }

    /// <summary>Who refuses to grow it, in its own words; null when nobody does.</summary>
    private static Evidence? Refusal(PersistentVolumeClaim claim, RuleContext context)
    {
        // kubernetes/api core/v1: PersistentVolumeClaimControllerResizeError, …NodeResizeError, and allocatedResourceStatuses.
        foreach (string type in (string[])["ControllerResizeError", "NodeResizeError"])
        {
            if (claim.ConditionOf(type) is { IsTrue: true } error)
                return new Evidence(claim.Ref, $"status.conditions[{type}]", Words(error.Message.Length > 0 ? error.Message : error.Reason), error.Since);
        }

        KubeEvent? failed = context.Events(claim.Ref).Concat(context.UsersOf(claim.Ref).SelectMany(pod => context.Events(pod.Ref)))
            .Where(seen => seen.Reason is "VolumeResizeFailed" or "FileSystemResizeFailed" && IsAbout(seen, claim)).MaxBy(seen => seen.Last);
        if (failed is not null)
            return new Evidence(failed.About, $"event {failed.Reason} ×{failed.Count}", Words(failed.Message), failed.Last);
        return claim.ResizeStatus.EndsWith("Infeasible", StringComparison.Ordinal)
            ? new Evidence(claim.Ref, "status.allocatedResourceStatuses.storage", claim.ResizeStatus, null) : null;
    }

    /// <summary>A pod's event names the volume, by its own name or by the claim's; one that names none tells of the only one it can.</summary>
    private static bool IsAbout(KubeEvent seen, PersistentVolumeClaim claim) => seen.About == claim.Ref
        || seen.Message.Contains(claim.Ref.Name, StringComparison.Ordinal) || (claim.Volume.Length > 0 && seen.Message.Contains(claim.Volume, StringComparison.Ordinal));

    /// <summary>Without a pod the file system waits for the next one, which is as it should be.</summary>
    private void CheckFileSystem(PersistentVolumeClaim claim, Condition pending, string size, Evidence sizes, RuleContext context)
    {
        if (pending.Since is not { } since || context.Now - since <= Patience)
            return;
        Pod? user = context.UsersOf(claim.Ref).Where(pod => pod.Phase == "Running" && pod.Meta.Deleted is null && pod.Started < since).OrderBy(pod => pod.Ref, ObjectRef.Order).FirstOrDefault();
        if (user is null)
            return;
        ObjectRef workload = context.WorkloadOf(user.Ref)?.Ref ?? user.Ref;
        Report(claim, $"{size}: its volume has grown, and its file system has not for {Durations.Words(context.Now - since)}; it does when pod {user.Ref.Name} starts again",
            [new Evidence(claim.Ref, "status.conditions[FileSystemResizePending]", Words(pending.Message), since), sizes, new Evidence(user.Ref, "status.startTime", "before that", user.Started)],
            Confidence.Likely,
            [new Remedy($"let the pods of {workload} start again: the node grows the file system when it mounts the volume", $"kubectl delete pod -n {user.Ref.Namespace} {user.Ref.Name}", null, IsDisruptive: true)],
            context);
    }

    /// <summary>The controller hands the claim over to a resizer, and none has taken it.</summary>
    private void CheckResizer(PersistentVolumeClaim claim, string size, Evidence sizes, RuleContext context)
    {
        KubeEvent? handed = context.Events(claim.Ref).LastOrDefault(seen => seen.Reason == "ExternalExpanding");
        if (handed?.First is not { } since || context.Now - since <= Patience)
            return;
        string who = ClaimFit.ClassOf(claim, context) is { Provisioner.Length: > 0 } storageClass ? $"the driver {storageClass.Provisioner}" : "its storage driver";
        Report(claim, $"{size}, and no resizer of {who} has taken it up for {Durations.Words(context.Now - since)}",
            [new Evidence(claim.Ref, $"event {handed.Reason} ×{handed.Count}", Words(handed.Message), handed.Last), sizes],
            Confidence.Likely,
            [new Remedy($"run {who} with its csi-resizer, or move the data to a larger claim", "kubectl get csidrivers,storageclasses", null, IsDisruptive: false)],
            context);
    }

    private void Report(PersistentVolumeClaim claim, string title, IReadOnlyList<Evidence> evidence, Confidence confidence, IReadOnlyList<Remedy> remedies, RuleContext context) =>
        context.Report(new Finding(Slug, claim.Ref, title) { Severity = Severity.Warning, Confidence = confidence, Since = evidence[0].Time, Evidence = evidence, Remedies = remedies });

    private static Remedy[] Refused(PersistentVolumeClaim claim, Quantity has) =>
    [
        new Remedy("make room where the driver says that there is none, or give it the right that it lacks: it tries again by itself", $"kubectl describe pvc -n {claim.Ref.Namespace} {claim.Ref.Name}", null, IsDisruptive: false),
        new Remedy($"or ask for less, but more than the {has} that it has (Kubernetes 1.34 and later take that)", $"kubectl edit pvc -n {claim.Ref.Namespace} {claim.Ref.Name}", null, IsDisruptive: false),
    ];

    /// <summary>The driver's own words: "resize volume "x" by resizer "y" failed: rpc error: code = … desc = why".</summary>
    private static string Words(string message)
    {
        int at = message.IndexOf(" desc = ", StringComparison.Ordinal);
        return LogExcerpt.Shorten(at >= 0 ? message[(at + 8)..] : message);
    }
}
