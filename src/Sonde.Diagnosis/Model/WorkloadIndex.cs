using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Model;

/// <summary>Which workload a pod belongs to, and which pods are on a node.</summary>
internal sealed partial class WorkloadIndex
{
    // A chain of owners is at most four long in practice; a loop of owners must end too.
    private const int LongestChain = 16;

    private readonly StepMap<ObjectRef, Workload> _ofMember;
    private readonly StepMap<ObjectRef, Workload> _byRef;
    private readonly StepMap<string, List<Pod>> _onNode;
    private readonly HashSet<ObjectRef> _owners;

    public WorkloadIndex(Cluster cluster)
    {
        _ofMember = new();
        _byRef = new();
        _onNode = new();
        _owners = [];
        Add(cluster, cluster.All<Deployment>());
        Add(cluster, cluster.All<StatefulSet>());
        Add(cluster, cluster.All<DaemonSet>());
        Add(cluster, cluster.All<CronJob>());
        Add(cluster, cluster.All<Job>());
        Add(cluster, cluster.All<ReplicaSet>());
        foreach (Pod pod in cluster.All<Pod>())
        {
            Join(cluster, pod).PodList.Add(pod);
            if (TakesRoom(pod))
            {
                if (!_onNode.TryGetValue(pod.Spec.NodeName, out List<Pod>? pods))
                    _onNode[pod.Spec.NodeName] = pods = [];
                pods.Add(pod);
            }
        }

        foreach (Workload workload in _byRef.Values)
            workload.PartList.Sort(NewestFirst);
        All = [.. _byRef.Values.OrderBy(workload => workload.Ref, ObjectRef.Order)];
    }

    public IReadOnlyList<Workload> All { get; private init; }

    public Workload? Of(ObjectRef member) => _ofMember.GetValueOrDefault(member);

    public IReadOnlyList<Pod> PodsOn(string node) => _onNode.TryGetValue(node, out List<Pod>? pods) ? pods : [];

    private void Add(Cluster cluster, IEnumerable<Controller> controllers)
    {
        foreach (Controller controller in controllers)
        {
            Workload workload = Join(cluster, controller);
            if (workload.Ref != controller.Ref)
                workload.PartList.Add(controller);
        }
    }

    private static bool TakesRoom(Pod pod) => pod is { IsScheduled: true, IsDone: false };

    private Workload Join(Cluster cluster, KubeObject member)
    {
        (ObjectRef top, KubeObject? topObject) = TopOf(cluster, member);
        if (!_byRef.TryGetValue(top, out Workload? workload))
            _byRef[top] = workload = new Workload(top, topObject);
        _ofMember[member.Ref] = workload;
        _ofMember[top] = workload;
        return workload;
    }

    private (ObjectRef Top, KubeObject? Object) TopOf(Cluster cluster, KubeObject member)
    {
        ObjectRef top = member.Ref;
        KubeObject? topObject = member;
        for (int i = 0; i < LongestChain && topObject is not null; i++)
        {
            // A static pod is owned by its node, and edited there.
            OwnerReference? owner = topObject.Meta.Owners.FirstOrDefault(one => one is { IsController: true, Owner.Kind: not "Node" });
            if (owner is null || owner.Owner == top)
                break;
            top = owner.Owner;
            _owners.Add(top);
            topObject = cluster.Find(top);
            // A ReplicaSet's object may be missing where the Deployment's is there; the next link is then unknown.
        }

        return (top, topObject);
    }

    private static int NewestFirst(Controller a, Controller b)
    {
        int order = a is ReplicaSet one && b is ReplicaSet other ? other.Revision.CompareTo(one.Revision) : 0;
        if (order == 0)
            order = Nullable.Compare(b.Meta.Created, a.Meta.Created);
        return order != 0 ? order : a.Ref.CompareTo(b.Ref);
    }
}
