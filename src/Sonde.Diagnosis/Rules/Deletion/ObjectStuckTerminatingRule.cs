using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Storage;

namespace Sonde.Diagnosis.Rules;

/// <summary>An object was deleted and does not go: a finalizer holds it, or the node of a pod does not answer.</summary>
internal sealed class ObjectStuckTerminatingRule : Rule
{
    // A pod's deletionTimestamp lies at the end of its grace period; the kubelet then has volumes to unmount.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public override string Slug => "object-stuck-terminating";

    public override IReadOnlyList<string> Kinds => ["Pod", "Node", "Namespace", "PersistentVolumeClaim", "PersistentVolume", "CustomResourceDefinition", "APIService"];

    internal override void EvaluateAll(RuleContext context)
    {
        foreach (KubeObject subject in context.Cluster.Deleted)
        {
            context.Begin(this);
            if (subject is NamespaceObject || context.Now - subject.Meta.Deleted < Patience)
                continue;
            // What holds up a whole namespace is told there.
            if (subject.Ref.Namespace.Length > 0 && context.Find(new ObjectRef("Namespace", "", subject.Ref.Namespace)) is { Meta.Deleted: not null } && subject is not Pod)
                continue;
            if (subject is Pod pod)
                CheckPod(pod, context);
            else if (subject.Meta.Finalizers.Count > 0)
                Report(subject, Holding(subject, context), Severity.Warning, context);
        }
    }

    private void CheckPod(Pod pod, RuleContext context)
    {
        if (pod.Meta.Finalizers.Count > 0)
        {
            Report(pod, ($"its finalizer {string.Join(", ", pod.Meta.Finalizers)} has not been removed", [], "bring back what is to remove the finalizer"), Severity.Error, context);
            return;
        }

        if (context.Find(new ObjectRef("Node", "", pod.Spec.NodeName)) is Node { IsReady: false } node)
        {
            Report(pod, ($"its node {node.Ref.Name} does not say that it has ended, because it is not ready", [node.Ref], "bring back the node; or, if the machine is gone for good, delete its Node object"), Severity.Error, context);
            return;
        }

        if (pod.Spec.NodeName.Length > 0 && context.Find(new ObjectRef("Node", "", pod.Spec.NodeName)) is null && context.KnowsAll("Node", ""))
        {
            Report(pod, ($"its node {pod.Spec.NodeName} does not exist any more", [], "delete it by force: nobody is left to end it"), Severity.Error, context);
            return;
        }

        KubeEvent? failed = context.Events(pod.Ref).LastOrDefault(seen => seen.Reason is "FailedKillPod" or "FailedUnmount" or "FailedUnMount");
        Report(pod, (failed is not null ? $"node {pod.Spec.NodeName} cannot end it: {LogExcerpt.Shorten(failed.Message)}" : $"node {pod.Spec.NodeName} has not ended it, though its grace period is over",
            [], "look at the kubelet and the container runtime of the node: a process that cannot be killed (state D), or a volume that cannot be unmounted"), Severity.Error, context);
    }

    private static (string Why, IReadOnlyList<ObjectRef> Blames, string Remedy) Holding(KubeObject subject, RuleContext context)
    {
        string finalizers = string.Join(", ", subject.Meta.Finalizers);
        switch (subject)
        {
            case PersistentVolumeClaim claim when claim.Meta.Finalizers.Contains("kubernetes.io/pvc-protection") && context.UsersOf(claim.Ref).FirstOrDefault() is { } user:
                return ($"pod {user.Ref.Name} still uses it (finalizer {finalizers})", [], "end the pods that use it; it goes with the last of them, and its data with it");
            case PersistentVolume { Claim: { } holder } volume when volume.Meta.Finalizers.Contains("kubernetes.io/pv-protection") && context.Find(holder) is PersistentVolumeClaim bound && bound.Volume == volume.Ref.Name:
                return ($"{holder} is still bound to it (finalizer {finalizers})", [], "delete the claim first, if its data may go");
        }

        if (subject.Meta.Finalizers.Contains("foregroundDeletion"))
            return ("it waits for what belongs to it to go first (finalizer foregroundDeletion)", [], "see which of its dependents do not go");
        return ($"its finalizer {finalizers} has not been removed", [], "bring back what is to remove the finalizer: it cleans up outside of the cluster");
    }

    private void Report(KubeObject subject, (string Why, IReadOnlyList<ObjectRef> Blames, string Remedy) holding, Severity severity, RuleContext context)
    {
        bool isForced = subject is Pod { Meta.Finalizers.Count: 0 };
        string place = subject.Ref.Namespace.Length > 0 ? $"-n {subject.Ref.Namespace} " : "";
        context.Report(new Finding(Slug, subject.Ref, $"was deleted {Durations.Words((context.Now - subject.Meta.Deleted) ?? default)} ago and does not go: {holding.Why}")
        {
            Severity = severity,
            Confidence = subject.Meta.Finalizers.Count > 0 || holding.Blames.Count > 0 ? Confidence.Certain : Confidence.Likely,
            Since = subject.Meta.Deleted,
            Evidence =
            [
                new Evidence(subject.Ref, "metadata.deletionTimestamp", "is over", subject.Meta.Deleted),
                .. subject.Meta.Finalizers.Count > 0 ? [new Evidence(subject.Ref, "metadata.finalizers", string.Join(", ", subject.Meta.Finalizers), null)] : (Evidence[])[],
            ],
            Blames = holding.Blames,
            Remedies =
            [
                new Remedy(holding.Remedy, null, null, IsDisruptive: false),
                isForced
                    ? new Remedy("or by force, once it is certain that its processes have ended: two of them could write to the same volume", $"kubectl delete pod {place}{subject.Ref.Name} --grace-period=0 --force", null, IsDisruptive: true)
                    : new Remedy("or, if there is nothing to clean up, take the finalizer away",
                        $"kubectl patch {StuckObjects.Resource(subject.Ref, context)} {place}{subject.Ref.Name} --type=merge -p '{{\"metadata\":{{\"finalizers\":null}}}}'", null, IsDisruptive: true),
            ],
        });
    }
}
