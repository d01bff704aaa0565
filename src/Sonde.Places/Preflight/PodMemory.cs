using System.Globalization;
using Sonde.Kubernetes;
using Sonde.Places.Memory;
using Sonde.Places.Pods;

namespace Sonde.Places.Preflight;

/// <summary>Whether a pod has memory left for an agent.</summary>
internal sealed class PodMemory(KubernetesClient client)
{
    /// <summary>Adds the answer.</summary>
    public async Task CheckAsync(Pod pod, InsideFacts? inside, List<PreflightCheck> checks, CancellationToken cancel)
    {
        if (pod.MemoryLimit is not { } limit)
        {
            checks.Add(new PreflightCheck(PreflightTier.SameUser, "memory", PreflightAnswer.Yes, "not all containers of the pod have a limit: the pod has none", ""));
            return;
        }

        if (inside is { FitsInPod: true })
        {
            // It has looked from inside, where its own page cache is not taken for memory that the pod lacks.
            checks.Add(new PreflightCheck(PreflightTier.SameUser, "memory", PreflightAnswer.Yes, $"enough of {Mebibytes(limit)} is left ({inside.Source})", ""));
            return;
        }

        if (await new PodUsage(client).ReadAsync(pod, cancel).ConfigureAwait(false) is not var (used, source))
        {
            checks.Add(new PreflightCheck(
                PreflightTier.SameUser, "memory", PreflightAnswer.Unknown,
                $"the pod may use {Mebibytes(limit)}; how much it uses, neither the metrics API nor the kubelet tells", "give yourself get on nodes/proxy, or run metrics-server", IsNeeded: false));
            return;
        }

        long left = limit - used;
        bool isEnough = left >= AgentMemory.Least;
        checks.Add(new PreflightCheck(
            PreflightTier.SameUser, "memory", isEnough ? PreflightAnswer.Yes : PreflightAnswer.No,
            $"{Mebibytes(left)} of {Mebibytes(limit)} are left ({source})",
            isEnough ? "" : $"an agent takes {Mebibytes(AgentMemory.Least)}: look from the node (sonde profile node/{pod.Node}), or raise the limit"));
    }

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):0} MiB");
}
