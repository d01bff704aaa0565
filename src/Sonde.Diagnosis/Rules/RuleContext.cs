using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Policy;
using Sonde.Diagnosis.Model.Usage;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Scheduling;

namespace Sonde.Diagnosis.Rules;

/// <summary>
/// What a rule reads through and reports to. Whatever it reads beside its subject goes through here, so that it is known
/// which change makes it necessary to evaluate the rule again.
/// </summary>
public sealed class RuleContext
{
    private static readonly string[] UsageKinds = [nameof(NodeMetrics), nameof(PodMetrics), nameof(NodeSummary)];

    private readonly List<Finding> _findings = [];
    private readonly List<Undetermined> _undetermined = [];
    private readonly IReadRecorder? _recorder;
    private Rule? _rule;

    internal RuleContext(Cluster cluster, IReadRecorder? recorder = null)
    {
        Cluster = cluster;
        _recorder = recorder;
    }

    /// <summary>The moment that everything is about.</summary>
    public DateTimeOffset Now
    {
        get
        {
            Note(ReadKeys.Now);
            return Cluster.Now;
        }
    }

    internal Cluster Cluster { get; }

    internal IReadOnlyList<Finding> Findings => _findings;

    internal IReadOnlyList<Undetermined> Unexplained => _undetermined;

    /// <summary>The object of that name; null when it is not here.</summary>
    public T? Find<T>(string kind, string space, string name)
        where T : KubeObject
    {
        Note(new ObjectRef(kind, space, name));
        return Cluster.Find<T>(kind, space, name);
    }

    /// <summary>The object of that name; null when it is not here.</summary>
    public KubeObject? Find(ObjectRef name)
    {
        Note(ReadKeys.Object(name));
        return Cluster.Find(name);
    }

    /// <summary>All objects of a type. Costly to keep up to date: prefer the other methods.</summary>
    public IReadOnlyList<T> All<T>()
        where T : KubeObject
    {
        Note(ReadKeys.All(typeof(T).Name));
        return Cluster.All<T>();
    }

    /// <summary>Whether an object that is not here does not exist; false when its kind was not, or not wholly, read.</summary>
    public bool KnowsAll(string kind, string space) => Cluster.KnowsAll(kind, space);

    /// <summary>Events about an object, the oldest first.</summary>
    public IReadOnlyList<KubeEvent> Events(ObjectRef about)
    {
        Note(ReadKeys.EventsAbout(about));
        return Cluster.EventsAbout(about);
    }

    /// <summary>Events of a reason about whatever object, the oldest first.</summary>
    public IEnumerable<KubeEvent> EventsNamed(string reason)
    {
        Note(ReadKeys.EventsNamed(reason));
        return Cluster.EventsNamed(reason);
    }

    /// <summary>The workload of a pod that may be gone; null when it cannot be told.</summary>
    public Workload? WorkloadOfPod(ObjectRef pod)
    {
        // Which controller made it is told from its name: a new one may fit better.
        Note(ReadKeys.WorkloadsIn(pod.Namespace));
        return Cluster.WorkloadOfPod(pod);
    }

    /// <summary>Pods of a workload that were evicted, the latest first.</summary>
    internal IEnumerable<Eviction> EvictionsOf(Workload workload)
    {
        Note(ReadKeys.Evictions);
        return Cluster.Evictions.Of(workload);
    }

    /// <summary>Pods that were evicted from a node, the latest first.</summary>
    internal IEnumerable<Eviction> EvictionsFrom(string node)
    {
        Note(ReadKeys.Evictions);
        return Cluster.Evictions.From(node);
    }

    /// <summary>The last lines of a log; null when it is not here.</summary>
    public IReadOnlyList<string>? Log(ObjectRef pod, string container, bool previous = false)
    {
        Note(ReadKeys.Log(pod));
        return Cluster.Logs.Read(new LogRequest(pod, container, previous));
    }

    /// <summary>The workload of a pod or a controller.</summary>
    public Workload? WorkloadOf(ObjectRef member)
    {
        Workload? workload = Cluster.WorkloadOf(member);
        Note(workload is null ? ReadKeys.WorkloadsIn(member.Namespace) : ReadKeys.Workload(workload.Ref));
        return workload;
    }

    /// <summary>Pods on a node that are not done.</summary>
    public IReadOnlyList<Pod> PodsOn(string node)
    {
        Note(ReadKeys.PodsOn(node));
        return Cluster.PodsOn(node);
    }

    /// <summary>How much of a resource a pod uses; null when nothing tells it.</summary>
    internal decimal? UsageOf(Pod pod, string resource)
    {
        NoteUsage();
        return Cluster.Usage.Of(pod, resource);
    }

    /// <summary>How much of a resource a node uses; null when nothing tells it.</summary>
    internal decimal? UsageOf(Node node, string resource)
    {
        NoteUsage();
        return Cluster.Usage.Of(node, resource);
    }

    /// <summary>What a node runs short of.</summary>
    internal IReadOnlyList<NodeNeed> NeedsOf(Node node)
    {
        NoteUsage();
        Note(ReadKeys.Object(node.Ref));
        Note(ReadKeys.EventsAbout(node.Ref));
        Note(ReadKeys.Evictions);
        return NodeNeed.Of(node, Cluster, () => Now);
    }

    /// <summary>Of a pod's usage a node's summary tells too, so that whoever asks for one has read all.</summary>
    private void NoteUsage()
    {
        foreach (string kind in UsageKinds)
            Note(ReadKeys.All(kind));
    }

    /// <summary>Where the pods of a workload that the scheduler refuses could go.</summary>
    internal IReadOnlyList<Placement> Placements(Workload workload)
    {
        // Whether a pod is refused is told by itself and its events; only then do the nodes matter.
        foreach (Pod pod in workload.Pods.Where(pod => pod is { IsScheduled: false, Conditions.Count: 0 }))
            Note(ReadKeys.EventsAbout(pod.Ref));
        if (!workload.Pods.Any(pod => PlacementIndex.IsRefused(pod, Cluster)))
            return [];
        Note(ReadKeys.Placements);
        return Cluster.Placements.Of(workload);
    }

    /// <summary>Workloads whose pods would go to a node if its state allowed it.</summary>
    internal IEnumerable<(Workload Workload, Placement Placement)> WaitingFor(string node)
    {
        Note(ReadKeys.Placements);
        return Cluster.Placements.WaitingFor(node);
    }

    /// <summary>The templates that a workload has had, the newest first.</summary>
    public IReadOnlyList<Revision> RevisionsOf(Workload workload)
    {
        Note(ReadKeys.KindIn("ControllerRevision", workload.Ref.Namespace));
        Note(ReadKeys.Workload(workload.Ref));
        return Cluster.RevisionsOf(workload);
    }

    /// <summary>The revision at which a workload broke; null when there is none.</summary>
    internal RevisionBreak? BreakOf(Workload workload, DateTimeOffset? since)
    {
        Note(ReadKeys.KindIn("ControllerRevision", workload.Ref.Namespace));
        Note(ReadKeys.Workload(workload.Ref));
        return RevisionBreak.Of(Cluster, workload, since);
    }

    /// <summary>Services that select pods with these labels.</summary>
    public IReadOnlyList<Service> ServicesFor(string space, IReadOnlyDictionary<string, string> labels)
    {
        Note(ReadKeys.KindIn("Service", space));
        return Cluster.ServicesFor(space, labels);
    }

    /// <summary>Pods that a Service selects.</summary>
    public IReadOnlyList<Pod> PodsOf(Service service)
    {
        Note(ReadKeys.PodsOf(service.Ref));
        return Cluster.Network.PodsOf(service.Ref);
    }

    /// <summary>Slices of a Service.</summary>
    public IReadOnlyList<EndpointSlice> SlicesOf(Service service)
    {
        Note(ReadKeys.SlicesOf(service.Ref));
        return Cluster.Network.SlicesOf(service.Ref);
    }

    /// <summary>Ingresses that send requests to a Service.</summary>
    public IReadOnlyList<Ingress> IngressesTo(Service service)
    {
        Note(ReadKeys.IngressesTo(service.Ref));
        return Cluster.Network.IngressesTo(service.Ref);
    }

    /// <summary>Workloads of a namespace.</summary>
    public IEnumerable<Workload> WorkloadsIn(string space)
    {
        Note(ReadKeys.WorkloadsIn(space));
        return Cluster.Namespaces.WorkloadsIn(space);
    }

    /// <summary>Objects of whatever kind that somebody deleted and that are still there, by name.</summary>
    public IReadOnlyList<KubeObject> Deleted()
    {
        Note(ReadKeys.Deleted);
        return Cluster.Deleted;
    }

    /// <summary>Pods of a namespace.</summary>
    public IEnumerable<Pod> PodsIn(string space)
    {
        Note(ReadKeys.KindIn("Pod", space));
        return Cluster.Namespaces.PodsIn(space);
    }

    /// <summary>Pods that mount a claim and are not done.</summary>
    public IEnumerable<Pod> UsersOf(ObjectRef claim)
    {
        Note(ReadKeys.UsersOf(claim));
        return Cluster.Namespaces.UsersOf(claim);
    }

    /// <summary>NetworkPolicies of a namespace.</summary>
    public IEnumerable<NetworkPolicy> PoliciesIn(string space)
    {
        Note(ReadKeys.KindIn("NetworkPolicy", space));
        return Cluster.Namespaces.PoliciesIn(space);
    }

    /// <summary>Autoscalers of a workload.</summary>
    public IEnumerable<HorizontalPodAutoscaler> AutoscalersOf(ObjectRef target)
    {
        Note(ReadKeys.KindIn("HorizontalPodAutoscaler", target.Namespace));
        return Cluster.Namespaces.AutoscalersOf(target);
    }

    /// <summary>All workloads.</summary>
    public IReadOnlyList<Workload> Workloads()
    {
        Note(ReadKeys.AnyWorkload);
        return Cluster.Workloads;
    }

    /// <summary>The Service of the cluster's name server; null when it is not here.</summary>
    internal Service? DnsService()
    {
        Note(ReadKeys.KindIn("Service", "kube-system"));
        return Cluster.Network.Dns;
    }

    /// <summary>The Service of an address; null when none has it.</summary>
    public Service? ServiceAt(string address)
    {
        Note(ReadKeys.All("Service"));
        return Cluster.Network.ServiceAt(address);
    }

    /// <summary>Services that a workload names as hosts.</summary>
    public IReadOnlyList<(ObjectRef Service, HostReference Host)> CalledBy(Workload workload)
    {
        Note(ReadKeys.All("Service"));
        Note(ReadKeys.KindIn("ConfigMap", workload.Ref.Namespace));
        Note(ReadKeys.Workload(workload.Ref));
        return Cluster.Network.CalledBy(workload.Ref);
    }

    /// <summary>Workloads that name a Service as a host.</summary>
    public IReadOnlyList<(Workload Caller, HostReference Host)> CallersOf(Service service)
    {
        Note(ReadKeys.CallersOf(service.Ref));
        Note(ReadKeys.All("Service"));
        Note(ReadKeys.All("ConfigMap"));
        return Cluster.Network.CallersOf(service.Ref);
    }

    /// <summary>The Service that a host name means in a namespace; null when no such Service is here.</summary>
    public Service? Resolve(string host, string space)
    {
        Note(ReadKeys.All("Service"));
        return Cluster.Network.Resolve(host, space);
    }

    /// <summary>Reports what the rule found.</summary>
    public void Report(Finding finding) => _findings.Add(finding with { Depth = _rule?.Depth ?? finding.Depth });

    /// <summary>Says that something does not work and that its cause is not visible.</summary>
    public void ReportUndetermined(ObjectRef subject, string title) => _undetermined.Add(new Undetermined(subject, title));

    /// <summary>What a rule that concludes later has noted of its subject; null for nothing.</summary>
    internal object? Noted { get; set; }

    internal void Begin(Rule rule)
    {
        _rule = rule;
        Noted = null;
    }

    private void Note(ObjectRef key) => _recorder?.Read(key);
}
