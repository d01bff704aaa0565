using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Storage;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A volume that one node may have is attached to another.</summary>
internal sealed partial class ClaimMultiAttachRule : WorkloadRule
{
    // Detaching takes up to some minutes when a pod moves; the controller forces it after 6 (maxWaitForUnmountDuration).
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public override string Slug => "claim-multi-attach";

    public override IReadOnlyList<string> Kinds => ["Pod", "Event", "PersistentVolumeClaim", "PersistentVolume", "VolumeAttachment", "Node"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        foreach (Pod pod in workload.Pods)
        {
            if (pod.Phase != "Pending" || !pod.IsScheduled || pod.Meta.Deleted is not null || pod.AllStatuses.Any(status => status.State.RunningSince is not null))
                continue;
            KubeEvent? seen = context.Events(pod.Ref).LastOrDefault(one => one.Reason == "FailedAttachVolume" && one.Message.Contains("Multi-Attach", StringComparison.Ordinal));
            foreach (PersistentVolumeClaim claim in pod.Spec.Volumes.Where(volume => volume.Claim.Length > 0)
                .Select(volume => context.Find<PersistentVolumeClaim>("PersistentVolumeClaim", pod.Ref.Namespace, volume.Claim)).OfType<PersistentVolumeClaim>())
            {
                string volume = seen is null ? "" : Named().Match(seen.Message).Groups["volume"].Value;
                bool isSaid = seen is not null && (volume == claim.Volume || volume.Length == 0);
                if (isSaid || IsSeen(pod, claim, context))
                    Report(workload, pod, claim, isSaid ? seen : null, context);
            }
        }
    }

    private void Report(Workload workload, Pod pod, PersistentVolumeClaim claim, KubeEvent? seen, RuleContext context)
    {
        Pod[] holders = [.. context.UsersOf(claim.Ref).Where(other => other.Ref != pod.Ref && other.IsScheduled && other.Spec.NodeName != pod.Spec.NodeName)];
        VolumeAttachment? attachment = context.All<VolumeAttachment>().FirstOrDefault(one => one.Volume == claim.Volume && one.Node != pod.Spec.NodeName && one.IsAttached);
        string node = holders.Length > 0 ? holders[0].Spec.NodeName : attachment?.Node ?? "another node";
        bool isSame = holders.Length > 0 && holders.All(holder => context.WorkloadOf(holder.Ref) == workload);
        string holder = holders.Length > 0
            ? $"{context.WorkloadOf(holders[0].Ref)?.Ref ?? holders[0].Ref} (pod {holders[0].Ref.Name}) has it on {node}"
            : $"it is still attached to {node}, where no pod uses it";
        context.Report(new Finding(Slug, claim.Ref,
            $"Multi-Attach: its volume {claim.Volume} may be on one node at a time ({string.Join(", ", claim.AccessModes)}), and {holder}, so that {workload.Ref} cannot start on {pod.Spec.NodeName}")
        {
            Since = seen?.First ?? pod.Meta.Created,
            Confidence = seen is not null ? Confidence.Certain : Confidence.Likely,
            Evidence =
            [
                .. seen is null ? (Evidence[])[] : [new Evidence(pod.Ref, $"event FailedAttachVolume ×{seen.Count}", LogExcerpt.Shorten(seen.Message), seen.Last)],
                .. holders.Take(2).Select(other => new Evidence(other.Ref, "spec.nodeName", $"{other.Spec.NodeName}{(other.Meta.Deleted is not null ? ", being deleted" : "")}", other.Started)),
                .. attachment is null ? (Evidence[])[] : [new Evidence(attachment.Ref, "status.attached", $"true, node {attachment.Node}", null)],
                new Evidence(claim.Ref, "spec.accessModes", string.Join(", ", claim.AccessModes), null),
            ],
            Effects = [new Effect(workload.Ref, $"a pod waits on {pod.Spec.NodeName} for the volume", $"mounts {claim.Ref}")],
            // A node that is gone keeps its volumes until its pods are known to be gone.
            Blames = context.Find(new ObjectRef("Node", "", node)) is Model.Nodes.Node { IsReady: false } dead ? [dead.Ref] : [],
            Remedies = [.. Remedies(workload, isSame, holders)],
        });
    }

    private static IEnumerable<Remedy> Remedies(Workload workload, bool isSame, Pod[] holders)
    {
        if (isSame && workload.Top is Deployment)
        {
            yield return new Remedy("let the old pod end before the new one starts: a rolling update wants the volume twice", null,
                "spec: {strategy: {type: Recreate, rollingUpdate: null}}", IsDisruptive: true);
            yield return new Remedy("to get on now: take the old pod away", holders.Length > 0 ? $"kubectl delete pod -n {holders[0].Ref.Namespace} {holders[0].Ref.Name}" : null, null, IsDisruptive: true);
            yield break;
        }

        yield return new Remedy("let both run on the same node (pod affinity), if the volume is to be shared", null, null, IsDisruptive: true);
        yield return new Remedy("or use a class that offers ReadWriteMany, or give each its own claim", null, null, IsDisruptive: true);
    }

    /// <summary>The event is gone after an hour; what holds the volume stays visible.</summary>
    private static bool IsSeen(Pod pod, PersistentVolumeClaim claim, RuleContext context) =>
        claim.AccessModes.Count > 0 && claim.AccessModes.All(mode => mode is "ReadWriteOnce" or "ReadWriteOncePod")
        && context.Now - pod.Meta.Created > Patience && pod.AllStatuses.Any(status => status.State.WaitingReason == "ContainerCreating")
        && context.All<VolumeAttachment>().Any(one => one.Volume == claim.Volume && one.IsAttached && one.Node != pod.Spec.NodeName)
        && !context.All<VolumeAttachment>().Any(one => one.Volume == claim.Volume && one.IsAttached && one.Node == pod.Spec.NodeName);

    [GeneratedRegex("""for volume "(?<volume>[^"]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Named();
}
