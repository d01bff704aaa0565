using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Model;

/// <summary>Who reaches whom: Services and pods, Ingresses and Services, workloads and the Services they name.</summary>
internal sealed partial class NetworkIndex
{
    private readonly Cluster _cluster;
    private readonly StepMap<(string Namespace, string Key, string Value), List<Service>> _byFirstLabel;
    private readonly Dictionary<string, Service> _byAddress;
    private readonly StepMap<ObjectRef, List<Pod>> _pods;
    private readonly StepMap<ObjectRef, List<EndpointSlice>> _slices;
    private readonly StepMap<ObjectRef, List<Ingress>> _ingresses;
    private readonly StepMap<ObjectRef, List<(Workload Caller, HostReference Host)>> _callers;
    private readonly StepMap<ObjectRef, List<(ObjectRef Service, HostReference Host)>> _called;

    /// <summary>The label of the cluster's name server, whatever the program is (CoreDNS keeps the name of its forerunner).</summary>
    public static readonly KeyValuePair<string, string> DnsLabel = new("k8s-app", "kube-dns");

    public NetworkIndex(Cluster cluster)
    {
        _cluster = cluster;
        _byFirstLabel = new();
        _byAddress = new Dictionary<string, Service>(StringComparer.Ordinal);
        _pods = new();
        _slices = new();
        _ingresses = new();
        _callers = new();
        _called = new();
        foreach (Service service in cluster.All<Service>())
        {
            if (service.Ref.Namespace == "kube-system" && service.Meta.Labels.Contains(DnsLabel))
                Dns ??= service;
            if (service.ClusterIp.Length > 0 && !service.IsHeadless)
                _byAddress[service.ClusterIp] = service;
            if (service.Selector.Count > 0)
            {
                KeyValuePair<string, string> first = service.Selector.MinBy(label => label.Key, StringComparer.Ordinal);
                Append(_byFirstLabel, (service.Ref.Namespace, first.Key, first.Value), service);
            }
        }

        foreach (Pod pod in cluster.All<Pod>())
        {
            foreach (Service service in ServicesFor(pod.Ref.Namespace, pod.Meta.Labels))
                Append(_pods, service.Ref, pod);
        }

        foreach (EndpointSlice slice in cluster.All<EndpointSlice>())
            Append(_slices, new ObjectRef("Service", slice.Ref.Namespace, slice.Service), slice);
        foreach (Ingress ingress in cluster.All<Ingress>())
        {
            foreach (string service in ingress.Backends.Select(backend => backend.Service).Distinct())
                Append(_ingresses, new ObjectRef("Service", ingress.Ref.Namespace, service), ingress);
        }

        foreach (Workload workload in cluster.Workloads)
            AddCalls(workload);
    }

    /// <summary>Services whose selector these labels meet.</summary>
    public IReadOnlyList<Service> ServicesFor(string space, IReadOnlyDictionary<string, string> labels)
    {
        List<Service>? found = null;
        foreach ((string key, string value) in labels)
        {
            if (!_byFirstLabel.TryGetValue((space, key, value), out List<Service>? candidates))
                continue;
            foreach (Service service in candidates)
            {
                if (service.Selector.All(label => labels.TryGetValue(label.Key, out string? own) && own == label.Value))
                    (found ??= []).Add(service);
            }
        }

        return found ?? (IReadOnlyList<Service>)[];
    }

    /// <summary>The Service of the cluster's name server; null when none has its label.</summary>
    public Service? Dns { get; }

    /// <summary>The Service of an address; null when none has it.</summary>
    public Service? ServiceAt(string address) => _byAddress.GetValueOrDefault(address);

    /// <summary>Pods that a Service selects.</summary>
    public IReadOnlyList<Pod> PodsOf(ObjectRef service) => Get(_pods, service);

    /// <summary>Slices of a Service.</summary>
    public IReadOnlyList<EndpointSlice> SlicesOf(ObjectRef service) => Get(_slices, service);

    /// <summary>Ingresses that send requests to a Service.</summary>
    public IReadOnlyList<Ingress> IngressesTo(ObjectRef service) => Get(_ingresses, service);

    /// <summary>Workloads that name a Service as a host.</summary>
    public IReadOnlyList<(Workload Caller, HostReference Host)> CallersOf(ObjectRef service) => Get(_callers, service);

    /// <summary>Services that a workload names as hosts.</summary>
    public IReadOnlyList<(ObjectRef Service, HostReference Host)> CalledBy(ObjectRef workload) => Get(_called, workload);

    /// <summary>
    /// The Service that a host name means in a namespace: <c>name</c>, <c>name.namespace</c>, <c>name.namespace.svc…</c>, or
    /// the same with a pod's name before it. Null when no such Service is here.
    /// </summary>
    public Service? Resolve(string host, string space)
    {
        string[] labels = host.Split('.');
        for (int from = 0; from < Math.Min(2, labels.Length); from++)
        {
            string name = labels[from];
            string other = from + 1 < labels.Length ? labels[from + 1] : "";
            bool endsHere = from + 1 >= labels.Length || (from + 2 < labels.Length && labels[from + 2] != "svc");
            if (from + 1 >= labels.Length || from + 2 >= labels.Length || labels[from + 2] == "svc")
            {
                if (other.Length > 0 && _cluster.Find<Service>("Service", other, name) is { } named)
                    return named;
            }

            if ((endsHere || other.Length == 0) && labels.Length <= 2 && _cluster.Find<Service>("Service", space, name) is { } own)
                return own;
        }

        return null;
    }

    private void AddCalls(Workload workload)
    {
        foreach ((ObjectRef service, HostReference host) in CallsOf(workload))
        {
            Append(_callers, service, (workload, host));
            Append(_called, workload.Ref, (service, host));
        }
    }

    private IEnumerable<(ObjectRef Service, HostReference Host)> CallsOf(Workload workload)
    {
        if (workload.Template is not { } template)
            yield break;
        HashSet<(ObjectRef, string)>? seen = null;
        foreach (Container container in template.Spec.AllContainers)
        {
            foreach (HostReference host in HostReferences.Of(container).Concat(ConfigHosts.Of(container, template.Spec, workload.Ref.Namespace, _cluster)))
            {
                if (Resolve(host.Host, workload.Ref.Namespace) is not { } service || !(seen ??= []).Add((service.Ref, host.Where)))
                    continue;
                yield return (service.Ref, host);
            }
        }
    }

    private static void Append<TKey, TValue>(StepMap<TKey, List<TValue>> map, TKey key, TValue value)
        where TKey : notnull
    {
        if (!map.TryGetValue(key, out List<TValue>? list))
            map[key] = list = [];
        list.Add(value);
    }

    private static List<TValue> Get<TKey, TValue>(StepMap<TKey, List<TValue>> map, TKey key)
        where TKey : notnull => map.TryGetValue(key, out List<TValue>? list) ? list : [];
}
