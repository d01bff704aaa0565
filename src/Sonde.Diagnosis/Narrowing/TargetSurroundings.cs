using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Narrowing;

/// <summary>The objects whose own trouble can explain that something does not work.</summary>
internal sealed class TargetSurroundings
{
    private readonly Cluster _cluster;
    private readonly HashSet<ObjectRef> _all = [];
    private readonly HashSet<ObjectRef> _needs = [];
    private readonly HashSet<ObjectRef> _followed = [];

    private TargetSurroundings(ObjectRef target, Cluster cluster)
    {
        _cluster = cluster;
        _needs.Add(target);
        switch (cluster.Find(target))
        {
            case Service service:
                AddService(service);
                break;
            case Ingress ingress:
                foreach (IngressBackend backend in ingress.Backends)
                    AddService(cluster.Find<Service>("Service", ingress.Ref.Namespace, backend.Service));
                break;
        }

        if (cluster.WorkloadOf(target) is { } workload)
        {
            AddWorkload(workload);
            // What leads to it: if that is wrong, nobody reaches it.
            foreach (Service service in ServicesOf(workload))
            {
                _all.Add(service.Ref);
                _all.UnionWith(cluster.Network.IngressesTo(service.Ref).Select(ingress => ingress.Ref));
            }
        }

        _all.UnionWith(_needs);
    }

    /// <summary>
    /// Itself, its parts and pods, what leads to it (Services, Ingresses), and what it needs.
    /// </summary>
    public IReadOnlySet<ObjectRef> All => _all;

    /// <summary>
    /// Itself with its parts and pods, and what it needs: claims, Services that it names, the workloads behind them, and what those need.
    /// Whatever breaks one of these may be why it does not work.
    /// </summary>
    public IReadOnlySet<ObjectRef> Needs => _needs;

    /// <summary>The surroundings of an object.</summary>
    public static TargetSurroundings Of(ObjectRef target, Cluster cluster) => new(target, cluster);

    private void AddService(Service? service)
    {
        if (service is null || !_followed.Add(service.Ref))
            return;
        _needs.Add(service.Ref);
        IReadOnlyList<Pod> pods = _cluster.Network.PodsOf(service.Ref);
        foreach (Pod pod in pods)
            AddWorkload(_cluster.WorkloadOf(pod.Ref));
        if (pods.Count > 0)
            return;
        // Without a pod, the workload that would make them.
        foreach (Workload workload in _cluster.Workloads.Where(one => one.Ref.Namespace == service.Ref.Namespace))
        {
            if (workload.Template is { } template && _cluster.ServicesFor(workload.Ref.Namespace, template.Labels).Contains(service))
                AddWorkload(workload);
        }
    }

    private void AddWorkload(Workload? workload)
    {
        if (workload is null || !_followed.Add(workload.Ref))
            return;
        _needs.Add(workload.Ref);
        _needs.UnionWith(workload.Parts.Select(part => part.Ref));
        _needs.UnionWith(workload.Pods.Select(pod => pod.Ref));
        _needs.UnionWith(workload.Pods.Select(pod => pod.Spec).Concat(workload.Template is { } made ? [made.Spec] : [])
            .SelectMany(spec => spec.Volumes).Where(volume => volume.Claim.Length > 0)
            .Select(volume => new ObjectRef("PersistentVolumeClaim", workload.Ref.Namespace, volume.Claim)));
        foreach ((ObjectRef called, _) in _cluster.Network.CalledBy(workload.Ref))
            AddService(_cluster.Find<Service>("Service", called.Namespace, called.Name));
    }

    private IEnumerable<Service> ServicesOf(Workload workload) => workload.Pods.Select(pod => pod.Meta.Labels)
        .Concat(workload.Template is { } template ? [template.Labels] : [])
        .SelectMany(labels => _cluster.ServicesFor(workload.Ref.Namespace, labels))
        .Distinct();
}
