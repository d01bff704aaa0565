using Sonde.Diagnosis.Auditing.Manifests;
using Sonde.Diagnosis.Auditing.Subjects;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Policy;

namespace Sonde.Diagnosis.Auditing;

/// <summary>What checks read through and report to.</summary>
internal sealed class AuditContext
{
    /// <summary>The annotation that suppresses checks: slugs with commas between, or <c>all</c>.</summary>
    public const string IgnoreAnnotation = "sonde.dev/ignore";

    private readonly Dictionary<string, List<ManifestObject>> _byKind = [];
    private readonly Dictionary<ManifestObject, AuditWorkload> _workloads = new(ReferenceEqualityComparer.Instance);
    private readonly ILookup<string, AuditWorkload> _bySpace;
    private readonly ILookup<string, ManifestObject> _services;
    private readonly List<AuditFinding> _findings = [];
    private AuditCheck? _check;

    public AuditContext(IReadOnlyList<ManifestObject> objects, Cluster cluster, KubernetesVersion version)
    {
        Objects = objects;
        Cluster = cluster;
        KubernetesVersion = version;
        foreach (ManifestObject one in objects)
        {
            if (!_byKind.TryGetValue(one.Ref.Kind, out List<ManifestObject>? list))
                _byKind[one.Ref.Kind] = list = [];
            list.Add(one);
            if (AuditWorkload.Of(one) is { } workload)
                _workloads[one] = workload;
        }

        Workloads = [.. _workloads.Values];
        _bySpace = Workloads.ToLookup(workload => workload.Ref.Namespace);
        _services = OfKind("Service").ToLookup(service => service.Ref.Namespace);
    }

    /// <summary>All objects, in the order in which they were read.</summary>
    public IReadOnlyList<ManifestObject> Objects { get; }

    /// <summary>Logs, and of what kinds everything is here.</summary>
    public Cluster Cluster { get; }

    /// <summary>The version that APIs are judged by.</summary>
    public KubernetesVersion KubernetesVersion { get; }

    /// <summary>All workloads.</summary>
    public IReadOnlyList<AuditWorkload> Workloads { get; }

    /// <summary>What was found.</summary>
    public IReadOnlyList<AuditFinding> Findings => _findings;

    /// <summary>How many findings annotations suppress.</summary>
    public int Suppressed { get; private set; }

    /// <summary>Objects of a kind.</summary>
    public IReadOnlyList<ManifestObject> OfKind(string kind) => _byKind.TryGetValue(kind, out List<ManifestObject>? list) ? list : [];

    /// <summary>The workload that an object is; null when it makes no pods.</summary>
    public AuditWorkload? WorkloadOf(ManifestObject one) => _workloads.GetValueOrDefault(one);

    /// <summary>
    /// Two objects can see each other: they are in one namespace, or one of them does not say in which it will be.
    /// </summary>
    public static bool ShareNamespace(ObjectRef one, ObjectRef other) =>
        one.Namespace == other.Namespace || one.Namespace.Length == 0 || other.Namespace.Length == 0;

    /// <summary>Workloads that can be in the namespace of an object.</summary>
    public IEnumerable<AuditWorkload> WorkloadsBeside(ObjectRef one) => one.Namespace.Length == 0 ? Workloads : _bySpace[one.Namespace].Concat(_bySpace[""]);

    /// <summary>Objects of a kind that can be in the namespace of another object.</summary>
    public IEnumerable<ManifestObject> Beside(string kind, ObjectRef one) => OfKind(kind).Where(other => ShareNamespace(other.Ref, one));

    /// <summary>The object of a name that another one means; null when it is not here.</summary>
    public ManifestObject? Find(string kind, string name, ObjectRef seenFrom) => Beside(kind, seenFrom).FirstOrDefault(one => one.Ref.Name == name);

    /// <summary>Whether an object that is not here does not exist.</summary>
    public bool KnowsAll(string kind, ManifestObject seenFrom) => seenFrom.IsFromCluster && Cluster.KnowsAll(kind, seenFrom.Ref.Namespace);

    /// <summary>Services that send requests to the pods of a workload.</summary>
    public IEnumerable<ManifestObject> ServicesOf(AuditWorkload workload) =>
        (workload.Ref.Namespace.Length == 0 ? OfKind("Service") : _services[workload.Ref.Namespace].Concat(_services[""]))
        .Where(service => Selects((Service)service.Object, workload));

    /// <summary>Those of them that users wait for: one whose ports are all for metrics only tells a scraper where to ask.</summary>
    public IEnumerable<ManifestObject> ServersOf(AuditWorkload workload) => ServicesOf(workload)
        .Where(service => !((Service)service.Object).Ports.All(port => port.Name.Contains("metrics", StringComparison.Ordinal)) || ((Service)service.Object).Ports.Count == 0);

    /// <summary>Workloads whose pods a Service selects.</summary>
    public IEnumerable<AuditWorkload> WorkloadsOf(ManifestObject service) =>
        WorkloadsBeside(service.Ref).Where(workload => Selects((Service)service.Object, workload));

    /// <summary>Autoscalers of a workload.</summary>
    public IEnumerable<ManifestObject> AutoscalersOf(AuditWorkload workload) => Beside("HorizontalPodAutoscaler", workload.Ref)
        .Where(one => ((HorizontalPodAutoscaler)one.Object).Target is var target && target.Kind == workload.Ref.Kind && target.Name == workload.Ref.Name);

    /// <summary>Budgets for the pods of a workload.</summary>
    public IEnumerable<ManifestObject> BudgetsOf(AuditWorkload workload) => Beside("PodDisruptionBudget", workload.Ref)
        .Where(one => ((PodDisruptionBudget)one.Object).Selector is { } selector && selector.Matches(workload.Template.Labels));

    /// <summary>NetworkPolicies about the pods of a workload.</summary>
    public IEnumerable<ManifestObject> PoliciesOf(AuditWorkload workload) => Beside("NetworkPolicy", workload.Ref)
        .Where(one => ((NetworkPolicy)one.Object).Pods.Matches(workload.Template.Labels));

    /// <summary>What a Service selects; nothing for another object.</summary>
    public IEnumerable<ObjectRef> SelectedBy(ObjectRef one) =>
        OfKind("Service").Where(service => service.Ref == one).SelectMany(WorkloadsOf).Select(workload => workload.Ref);

    /// <summary>Runs a check.</summary>
    public void Run(AuditCheck check)
    {
        _check = check;
        check.Run(this);
    }

    /// <summary>Reports about a whole workload.</summary>
    public void Report(AuditWorkload workload, ManifestNode node, Severity severity, string title, AuditRemedy remedy) =>
        Report(workload.Source, node, severity, title, remedy);

    /// <summary>Reports about a container.</summary>
    public void Report(AuditWorkload workload, AuditContainer container, ManifestNode node, Severity severity, string title, AuditRemedy remedy) =>
        Report(workload.Source, node, severity, title, remedy, container.Name);

    /// <summary>Reports about an object.</summary>
    public void Report(ManifestObject subject, ManifestNode node, Severity severity, string title, AuditRemedy remedy, string container = "")
    {
        var finding = new AuditFinding(_check!.Slug, severity, subject.Ref, title, subject.PlaceOf(node), subject.PathOf(node), remedy) { Container = container };
        if (IsIgnored(subject, _check.Slug))
            Suppressed++;
        else
            _findings.Add(finding);
    }

    private bool IsIgnored(ManifestObject subject, string slug) =>
        Names(subject.Object.Meta.Annotations.GetValueOrDefault(IgnoreAnnotation), slug)
        || (_workloads.TryGetValue(subject, out AuditWorkload? workload) && Names(workload.Template.Annotations.GetValueOrDefault(IgnoreAnnotation), slug));

    private static bool Names(string? slugs, string slug) =>
        slugs is not null && slugs.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries) is var list && (list.Contains(slug) || list.Contains("all"));

    private static bool Selects(Service service, AuditWorkload workload) =>
        service.Selector.Count > 0 && service.Selector.All(label => workload.Template.Labels.TryGetValue(label.Key, out string? value) && value == label.Value);
}
