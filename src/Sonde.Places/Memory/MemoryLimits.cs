using System.Text.Json;
using Sonde.Kubernetes;

namespace Sonde.Places.Memory;

/// <summary>
/// The limit of a pod as a whole. An ephemeral container has no limit of its own, but it lies in the pod's cgroup, which has one in two
/// cases (<c>ResourceConfigForPod</c> of <c>pkg/kubelet/cm/helpers_linux.go</c>): the pod names it, or each of its containers has one.
/// </summary>
internal static class MemoryLimits
{
    /// <summary>Bytes that all containers of a pod may use together; null for no limit.</summary>
    /// <param name="spec">The pod's spec.</param>
    public static long? Of(JsonElement spec)
    {
        if (Limit(spec) is { } ofPod)
            return ofPod;
        long?[] containers = [.. spec.Items("containers").Select(Limit)];
        long?[] sidecars = [.. spec.Items("initContainers").Where(one => one.Text("restartPolicy") == "Always").Select(Limit)];
        // Init containers run one after the other, before the rest; a limit that one of them lacks, the pod lacks as well.
        long?[] starters = [.. spec.Items("initContainers").Where(one => one.Text("restartPolicy") != "Always").Select(Limit)];
        long?[] all = [.. containers, .. sidecars, .. starters];
        return all.Length == 0 || all.Contains(null)
            ? null
            : Math.Max(containers.Concat(sidecars).Sum()!.Value, starters.Max() ?? 0);
    }

    private static long? Limit(JsonElement holder) => Quantity.Bytes(holder.Object("resources")?.Object("limits")?.Text("memory"));
}
