using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Scheduling;

/// <summary>Is there room on a node: resources, the number of pods, ports of the node.</summary>
internal static class RoomFilter
{
    /// <summary>Why there is no room.</summary>
    public static IEnumerable<Refusal> Check(PodSpec spec, IReadOnlyDictionary<string, decimal> requests, NodeRoom room)
    {
        foreach ((string resource, decimal need) in requests.Where(request => request.Value > 0).Append(new("pods", 1)))
        {
            // A node that tells no number of pods takes any.
            if (room.Free(resource) is not { } free || free >= need || (resource == "pods" && !room.Node.Allocatable.ContainsKey("pods")))
                continue;
            decimal allocatable = room.Allocatable(resource) ?? 0;
            bool isTooSmall = allocatable < need;
            yield return new Refusal(
                isTooSmall ? Obstacle.NodeTooSmall : Obstacle.Resources,
                isTooSmall
                    ? $"has only {Quantity.Format(resource, allocatable)} {resource}"
                    : $"has {Quantity.Format(resource, free)} {resource} left of {Quantity.Format(resource, allocatable)}",
                resource);
        }

        foreach (ContainerPort port in HostPorts(spec))
        {
            if (room.Pods.FirstOrDefault(pod => HostPorts(pod.Spec).Any(taken => Collide(port, taken))) is { } holder)
            {
                yield return new Refusal(
                    Obstacle.HostPort, $"has its port {HostPort(port)}/{port.Protocol} taken by {holder.Ref}", $"{HostPort(port)}/{port.Protocol}");
            }
        }
    }

    /// <summary>The ports of the node that a pod takes: every port that it declares when it uses the node's network.</summary>
    public static IEnumerable<ContainerPort> HostPorts(PodSpec spec) =>
        spec.AllContainers.Where(container => spec.Containers.Contains(container) || container.IsSidecar)
            .SelectMany(container => container.Ports)
            .Where(port => port.HostPort > 0 || (spec.UsesHostNetwork && port.Number > 0));

    /// <summary>The number on the node.</summary>
    public static int HostPort(ContainerPort port) => port.HostPort > 0 ? port.HostPort : port.Number;

    private static bool Collide(ContainerPort one, ContainerPort other) =>
        HostPort(one) == HostPort(other) && one.Protocol == other.Protocol
        && (IsAny(one.HostIp) || IsAny(other.HostIp) || one.HostIp == other.HostIp);

    private static bool IsAny(string address) => address is "" or "0.0.0.0" or "::";
}
