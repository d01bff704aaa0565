using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A volume cannot be mounted or attached, for a reason that no other rule names.</summary>
internal sealed partial class VolumeMountFailedRule : WorkloadRule
{
    // One failure at the start is usual: the kubelet does not know the pod's ConfigMaps and tokens in its first second.
    private const int FewestFailures = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public override string Slug => "volume-mount-failed";

    public override Depth Depth => Depth.Failure;

    public override IReadOnlyList<string> Kinds => ["Pod", "Event", "ConfigMap", "Secret", "PersistentVolumeClaim", "PersistentVolume"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        foreach (Pod pod in workload.Pods)
        {
            if (pod.Phase != "Pending" || !pod.IsScheduled || pod.Meta.Deleted is not null || HasStarted(pod))
                continue;
            if (SubPath(pod) is { } status)
            {
                Report(workload, pod, status.Name, $"a subPath of container {status.Name}", LogExcerpt.Shorten(status.State.WaitingMessage), "subPath",
                    new Evidence(pod.Ref, $"{status.Path}.state.waiting", LogExcerpt.Shorten(status.State.WaitingMessage), null), pod.Meta.Created, context);
                return;
            }

            if (Best(pod, context) is not { } failure)
                continue;
            string volume = VolumeName().Match(failure.Message).Groups["name"].Value;
            string what = Describe(pod, volume, context);
            Report(workload, pod, "", what, Reason(failure.Message), volume,
                new Evidence(pod.Ref, $"event {failure.Reason} ×{failure.Count}", LogExcerpt.Shorten(failure.Message), failure.Last), failure.First, context);
            return;
        }
    }

    private void Report(
        Workload workload, Pod pod, string container, string what, string why, string volume, Evidence said, DateTimeOffset? since, RuleContext context) =>
        context.Report(new Finding(Slug, workload.Ref, $"{what} cannot be mounted on node {pod.Spec.NodeName}: {why}")
        {
            Container = container,
            Since = since,
            Evidence = [said, .. VolumeEvidence(pod, volume)],
            Remedies =
            [
                new Remedy("correct what the message names, in the pod's volume or on the node; the kubelet tries again by itself",
                    $"kubectl describe pod -n {pod.Ref.Namespace} {pod.Ref.Name}", null, IsDisruptive: false),
            ],
        });

    private static bool HasStarted(Pod pod) =>
        pod.AllStatuses.Any(status => status.State.RunningSince is not null || status.Death is not null);

    private static ContainerStatus? SubPath(Pod pod) => pod.AllStatuses.FirstOrDefault(status =>
        status.State.WaitingReason == "CreateContainerConfigError"
        && status.State.WaitingMessage.Contains("subPath", StringComparison.Ordinal));

    /// <summary>The newest failure that goes on; one with a reason rather than the summary that time ran out.</summary>
    private static KubeEvent? Best(Pod pod, RuleContext context)
    {
        KubeEvent? best = null;
        foreach (KubeEvent seen in context.Events(pod.Ref))
        {
            bool isMount = seen.Reason is "FailedMount" or "FailedAttachVolume" or "FailedMapVolume" && !BelongsElsewhere(seen.Message);
            bool goesOn = isMount && (seen.Count >= FewestFailures || context.Now - seen.Last < Patience || context.Now - pod.Meta.Created >= Patience);
            if (!goesOn || IsCache(seen))
                continue;
            bool isSummary = seen.Message.StartsWith("Unable to attach or mount volumes", StringComparison.Ordinal);
            if (best is null || !isSummary)
                best = seen;
        }

        return best;
    }

    /// <summary>A missing ConfigMap, Secret or key, and a volume that another node holds, have rules of their own.</summary>
    private static bool BelongsElsewhere(string message) =>
        Elsewhere().IsMatch(message) || message.Contains("Multi-Attach", StringComparison.Ordinal);

    /// <summary>The kubelet's own delay at the start.</summary>
    private static bool IsCache(KubeEvent seen) =>
        seen.Message.Contains("cache: timed out waiting for the condition", StringComparison.Ordinal)
        || (seen.Message.Contains("kube-api-access-", StringComparison.Ordinal) && seen.Count < 5);

    private static string Describe(Pod pod, string name, RuleContext context)
    {
        Volume? volume = Find(pod, name, context);
        return volume switch
        {
            null => name.Length > 0 ? $"volume {name}" : "a volume",
            { HostPath.Length: > 0 } => $"volume {volume.Name} (hostPath {volume.HostPath})",
            { Claim.Length: > 0 } => $"volume {volume.Name} (claim {volume.Claim})",
            { CsiDriver.Length: > 0 } => $"volume {volume.Name} (driver {volume.CsiDriver})",
            _ => $"volume {volume.Name} ({volume.Type})",
        };
    }

    /// <summary>The volume of that name, or the one whose claim has the PersistentVolume of that name.</summary>
    private static Volume? Find(Pod pod, string name, RuleContext context) =>
        pod.Spec.Volumes.FirstOrDefault(volume => volume.Name == name)
        ?? pod.Spec.Volumes.FirstOrDefault(volume => volume.Claim.Length > 0
            && context.Find<Model.Storage.PersistentVolumeClaim>("PersistentVolumeClaim", pod.Ref.Namespace, volume.Claim)?.Volume == name);

    private static IEnumerable<Evidence> VolumeEvidence(Pod pod, string name)
    {
        Volume? volume = pod.Spec.Volumes.FirstOrDefault(one => one.Name == name);
        if (volume is { HostPath.Length: > 0 })
            yield return new Evidence(pod.Ref, $"spec.volumes[{name}].hostPath.path", volume.HostPath, null);
    }

    /// <summary>The message without the name of the step that failed.</summary>
    private static string Reason(string message)
    {
        int at = message.IndexOf("\" : ", StringComparison.Ordinal);
        return LogExcerpt.Shorten(at >= 0 ? message[(at + 4)..] : message);
    }

    [GeneratedRegex("""for volume "(?<name>[^"]+)"|unmounted volumes=\[(?<name>[^\],\s]+)""", RegexOptions.ExplicitCapture)]
    private static partial Regex VolumeName();

    [GeneratedRegex("""(configmap|secret)s? "[^"]+" not found|references non-existent (config|secret) key|object "[^"]+"/"[^"]+" not registered""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Elsewhere();
}
