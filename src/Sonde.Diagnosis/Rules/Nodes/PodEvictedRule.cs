using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Scheduling;

namespace Sonde.Diagnosis.Rules;

/// <summary>Pods are evicted because they themselves take more than they may: ephemeral storage, the limit of an emptyDir.</summary>
internal sealed class PodEvictedRule : WorkloadRule
{
    // One eviction long ago whose replacement runs is history.
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    public override string Slug => "pod-evicted";

    public override IReadOnlyList<string> Kinds => ["Pod", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        Eviction[] evictions = [.. context.EvictionsOf(workload).Where(one => !one.IsNodesNeed && one.Message.Length > 0)];
        if (evictions.Length == 0)
            return;
        Eviction last = evictions[0];
        bool isRecent = last.Time is null || context.Now - last.Time < Recent;
        bool isShort = workload.Pods.All(pod => pod.IsDone) || workload.Pods.Any(pod => pod is { IsDone: false, IsReady: false });
        string container = ContainerOf(last.Message);
        string again = evictions.Length == 1 ? "a pod was evicted" : $"{evictions.Length} pods were evicted, one after the other";
        context.Report(new Finding(Slug, workload.Ref, $"{again}: {What(last, context)}")
        {
            Container = container,
            Since = evictions[^1].Time,
            Severity = !isRecent && !isShort ? Severity.Info : evictions.Length > 1 || isShort ? Severity.Error : Severity.Warning,
            Evidence =
            [
                .. evictions.Take(3).Select(one => new Evidence(one.Pod, one.Path, one.Message, one.Time)),
                .. Limits(last, workload, context),
            ],
            Remedies =
            [
                new Remedy("let the program write less, or clean up what it wrote", null, null, IsDisruptive: true),
                new Remedy("or raise the limit to what it needs (emptyDir sizeLimit, resources.limits.ephemeral-storage), or give it a claim", null, null, IsDisruptive: true),
            ],
        });
    }

    private static string What(Eviction eviction, RuleContext context)
    {
        string said = eviction.Message.TrimEnd('.', ' ');
        string limit = "";
        if (context.Find(eviction.Pod) is Pod pod && VolumeOf(pod, said) is { SizeLimit: { } size } && !said.Contains(size.Text, StringComparison.Ordinal))
            limit = $" ({size.Text})";
        return said.Length == 0 ? "the kubelet does not say why" : $"{char.ToLowerInvariant(said[0])}{said[1..]}{limit}";
    }

    private static IEnumerable<Evidence> Limits(Eviction eviction, Workload workload, RuleContext context)
    {
        PodSpec? spec = (context.Find(eviction.Pod) as Pod)?.Spec ?? workload.Template?.Spec;
        foreach (Volume volume in spec?.Volumes.Where(volume => volume.SizeLimit is not null) ?? [])
            yield return new Evidence(eviction.Pod, $"spec.volumes[{volume.Name}].emptyDir.sizeLimit", volume.SizeLimit!.Value.Text, null);
        foreach (Container container in spec?.Containers ?? [])
        {
            if (container.Resources.Limits.TryGetValue("ephemeral-storage", out Quantity limit))
                yield return new Evidence(eviction.Pod, $"spec.containers[{container.Name}].resources.limits.ephemeral-storage", limit.Text, null);
        }
    }

    private static Volume? VolumeOf(Pod pod, string message) =>
        pod.Spec.Volumes.FirstOrDefault(volume => message.Contains($"\"{volume.Name}\"", StringComparison.Ordinal));

    /// <summary>"Container NAME exceeded its local ephemeral storage limit …".</summary>
    private static string ContainerOf(string message)
    {
        const string Before = "Container ", After = " exceeded its local";
        int end = message.IndexOf(After, StringComparison.Ordinal);
        return end > Before.Length && message.StartsWith(Before, StringComparison.Ordinal) ? message[Before.Length..end] : "";
    }
}
