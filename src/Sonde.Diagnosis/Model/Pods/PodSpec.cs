namespace Sonde.Diagnosis.Model.Pods;

/// <summary>What a pod should be; also a workload's template.</summary>
public sealed record PodSpec
{
    /// <summary>A spec of which nothing is known.</summary>
    public static PodSpec Empty { get; } = new();

    /// <summary>Containers that run together.</summary>
    public IReadOnlyList<Container> Containers { get; init; } = [];

    /// <summary>Init containers and sidecars, in their order.</summary>
    public IReadOnlyList<Container> InitContainers { get; init; } = [];

    /// <summary>Volumes.</summary>
    public IReadOnlyList<Volume> Volumes { get; init; } = [];

    /// <summary>Names of the Secrets that the image registries are asked with.</summary>
    public IReadOnlyList<string> ImagePullSecrets { get; init; } = [];

    /// <summary>The node it was given; empty while it was given none.</summary>
    public string NodeName { get; init; } = "";

    /// <summary>Labels that its node must have.</summary>
    public IReadOnlyDictionary<string, string> NodeSelector { get; init; } = new Dictionary<string, string>();

    /// <summary>Required node affinity: one of the terms must be met; empty: none is required.</summary>
    public IReadOnlyList<NodeSelectorTerm> NodeAffinity { get; init; } = [];

    /// <summary>Required pod affinity.</summary>
    public IReadOnlyList<PodAffinityTerm> PodAffinity { get; init; } = [];

    /// <summary>Required pod anti-affinity.</summary>
    public IReadOnlyList<PodAffinityTerm> PodAntiAffinity { get; init; } = [];

    /// <summary>Topology spread.</summary>
    public IReadOnlyList<TopologySpread> TopologySpread { get; init; } = [];

    /// <summary>Taints it puts up with.</summary>
    public IReadOnlyList<Toleration> Tolerations { get; init; } = [];

    /// <summary>Names of gates that hold back its scheduling.</summary>
    public IReadOnlyList<string> SchedulingGates { get; init; } = [];

    /// <summary>Devices that it claims.</summary>
    public IReadOnlyList<PodResourceClaim> ResourceClaims { get; init; } = [];

    /// <summary>Who schedules it.</summary>
    public string SchedulerName { get; init; } = "default-scheduler";

    /// <summary><c>Always</c>, <c>OnFailure</c> or <c>Never</c>.</summary>
    public string RestartPolicy { get; init; } = "Always";

    /// <summary>The account it acts as.</summary>
    public string ServiceAccount { get; init; } = "default";

    /// <summary>Seconds between SIGTERM and SIGKILL.</summary>
    public int GracePeriod { get; init; } = 30;

    /// <summary>It uses the node's network: its ports are the node's.</summary>
    public bool UsesHostNetwork { get; init; }

    /// <summary>Its own name in DNS, with <see cref="Subdomain"/>.</summary>
    public string Hostname { get; init; } = "";

    /// <summary>The headless Service under whose name its own name stands in DNS.</summary>
    public string Subdomain { get; init; } = "";

    /// <summary>How names are resolved: <c>ClusterFirst</c>, <c>Default</c>, <c>None</c>, ….</summary>
    public string DnsPolicy { get; init; } = "ClusterFirst";

    /// <summary>Name servers of its own, in place of or beside the cluster's (<c>dnsConfig.nameservers</c>).</summary>
    public IReadOnlyList<string> NameServers { get; init; } = [];

    /// <summary>Names that its own hosts file knows (<c>hostAliases</c>).</summary>
    public IReadOnlyList<string> HostAliases { get; init; } = [];

    /// <summary>Its rank among pods that wait.</summary>
    public int Priority { get; init; }

    /// <summary>Class of its rank.</summary>
    public string PriorityClass { get; init; } = "";

    /// <summary>Class of its container runtime.</summary>
    public string RuntimeClass { get; init; } = "";

    /// <summary>What the pod itself takes beside its containers.</summary>
    public IReadOnlyDictionary<string, Quantity> Overhead { get; init; } = new Dictionary<string, Quantity>();

    /// <summary>What all containers together ask for, where the pod itself says so (pod-level resources).</summary>
    public ResourceNeeds Resources { get; init; } = ResourceNeeds.None;

    /// <summary>Security settings of all containers.</summary>
    public SecuritySettings Security { get; init; } = SecuritySettings.None;

    /// <summary>Seconds until a Job's pod is ended; null: no bound.</summary>
    public long? ActiveDeadline { get; init; }

    /// <summary>Init containers, then containers.</summary>
    public IEnumerable<Container> AllContainers => InitContainers.Concat(Containers);

    /// <summary>The container of a name, of either sort; null when there is none.</summary>
    public Container? Find(string name)
    {
        foreach (Container container in Containers)
        {
            if (container.Name == name)
                return container;
        }

        foreach (Container container in InitContainers)
        {
            if (container.Name == name)
                return container;
        }

        return null;
    }
}
