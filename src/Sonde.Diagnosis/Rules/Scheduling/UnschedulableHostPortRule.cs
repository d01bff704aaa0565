using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Scheduling;

namespace Sonde.Diagnosis.Rules;

/// <summary>The port of the node that a pod wants is taken on every node.</summary>
internal sealed class UnschedulableHostPortRule : PlacementRuleBase
{
    public override string Slug => "unschedulable-host-port";

    protected override bool Names(Obstacle obstacle) => obstacle == Obstacle.HostPort;

    protected override bool NamesRejection(string reason) => reason is "NodePorts" or "HostPortConflict" or "PodFitsHostPorts";

    protected override string Title(Workload workload, Placement placement)
    {
        string ports = string.Join(", ", (placement.Candidates.Count > 0
            ? Reasons(placement).Where(refusal => refusal.Obstacle == Obstacle.HostPort).Select(refusal => refusal.Part)
            : RoomFilter.HostPorts(placement.Pod.Spec).Select(port => $"{RoomFilter.HostPort(port)}/{port.Protocol}")).Distinct());
        if (placement.Candidates.Count == 0)
            return $"the scheduler finds no node with host port {ports} free";
        ObjectRef[] holders = [.. Holders(workload, placement).Distinct()];
        string own = holders is [{ } only] && only == workload.Ref ? "other pods of its own" : string.Join(", ", holders.Take(3));
        return $"host port {ports} is taken by {own} on {Nodes(placement).TrimEnd(',')}";
    }

    protected override IEnumerable<Remedy> Remedies(Workload workload, Placement placement)
    {
        yield return new Remedy("do without the host port: a Service (NodePort or LoadBalancer) shares a port among many pods", null, null, IsDisruptive: true);
        if (Holders(workload, placement).Contains(workload.Ref))
            yield return new Remedy("or run at most one pod on each node (a DaemonSet, or as many replicas as nodes)", null, null, IsDisruptive: true);
        else
            yield return new Remedy("or take another host port", null, null, IsDisruptive: true);
    }

    /// <summary>The workloads that hold the ports.</summary>
    private static IEnumerable<ObjectRef> Holders(Workload workload, Placement placement)
    {
        HashSet<int> wanted = [.. RoomFilter.HostPorts(placement.Pod.Spec).Select(RoomFilter.HostPort)];
        HashSet<ObjectRef> own = [.. workload.Pods.Select(pod => pod.Ref)];
        foreach (Pod pod in placement.Candidates.SelectMany(node => node.Room.Pods))
        {
            if (RoomFilter.HostPorts(pod.Spec).Any(port => wanted.Contains(RoomFilter.HostPort(port))))
                yield return own.Contains(pod.Ref) ? workload.Ref : pod.Ref;
        }
    }
}
