using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Policy;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Model;

/// <summary>Objects by the namespace, claim or target that rules look them up by, so that no rule goes through all of them.</summary>
internal sealed class NamespaceIndex
{
    private readonly ILookup<string, Workload> _workloads;
    private readonly ILookup<string, Pod> _pods;
    private readonly ILookup<ObjectRef, Pod> _users;
    private readonly ILookup<string, NetworkPolicy> _policies;
    private readonly ILookup<ObjectRef, HorizontalPodAutoscaler> _autoscalers;

    public NamespaceIndex(Cluster cluster)
    {
        _workloads = cluster.Workloads.ToLookup(workload => workload.Ref.Namespace);
        _pods = cluster.All<Pod>().ToLookup(pod => pod.Ref.Namespace);
        _users = cluster.All<Pod>().Where(pod => !pod.IsDone)
            .SelectMany(pod => pod.Spec.Volumes.Select(volume => volume.Claim).Where(claim => claim.Length > 0).Distinct()
                .Select(claim => (Claim: new ObjectRef("PersistentVolumeClaim", pod.Ref.Namespace, claim), Pod: pod)))
            .ToLookup(use => use.Claim, use => use.Pod);
        _policies = cluster.All<NetworkPolicy>().ToLookup(policy => policy.Ref.Namespace);
        _autoscalers = cluster.All<HorizontalPodAutoscaler>().ToLookup(autoscaler => autoscaler.Target);
    }

    /// <summary>Workloads of a namespace.</summary>
    public IEnumerable<Workload> WorkloadsIn(string space) => _workloads[space];

    /// <summary>Pods of a namespace.</summary>
    public IEnumerable<Pod> PodsIn(string space) => _pods[space];

    /// <summary>Pods that mount a claim and are not done.</summary>
    public IEnumerable<Pod> UsersOf(ObjectRef claim) => _users[claim];

    /// <summary>NetworkPolicies of a namespace.</summary>
    public IEnumerable<NetworkPolicy> PoliciesIn(string space) => _policies[space];

    /// <summary>Autoscalers of a workload.</summary>
    public IEnumerable<HorizontalPodAutoscaler> AutoscalersOf(ObjectRef target) => _autoscalers[target];
}
