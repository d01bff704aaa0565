using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Narrowing;

/// <summary>
/// The objects whose own trouble can explain that something does not work: itself, its parts and pods, what leads to it
/// (Services, Ingresses), what it needs (claims, Services that it names and the workloads behind them).
/// </summary>
internal static class TargetSurroundings
{
    public static IReadOnlySet<ObjectRef> Of(ObjectRef target, Cluster cluster)
    {
        var around = new HashSet<ObjectRef> { target };
        switch (cluster.Find(target))
        {
            case Service service:
                AddService(service, around, cluster);
                break;
            case Ingress ingress:
                foreach (IngressBackend backend in ingress.Backends)
                    Backend(ingress.Ref.Namespace, backend.Service, around, cluster);
                break;
        }

        if (cluster.WorkloadOf(target) is { } workload)
            AddWorkload(workload, around, cluster);
        return around;
    }

    private static void Backend(string space, string name, HashSet<ObjectRef> around, Cluster cluster)
    {
        if (cluster.Find<Service>("Service", space, name) is { } service)
            AddService(service, around, cluster);
    }

    private static void AddService(Service service, HashSet<ObjectRef> around, Cluster cluster)
    {
        around.Add(service.Ref);
        foreach (Pod pod in cluster.Network.PodsOf(service.Ref))
        {
            if (cluster.WorkloadOf(pod.Ref) is { } behind)
                around.Add(behind.Ref);
        }

        // Without a pod, the workload that would make them.
        foreach (Workload workload in cluster.Workloads.Where(one => one.Ref.Namespace == service.Ref.Namespace))
        {
            if (workload.Template is { } template && cluster.ServicesFor(workload.Ref.Namespace, template.Labels).Contains(service))
                around.Add(workload.Ref);
        }
    }

    private static void AddWorkload(Workload workload, HashSet<ObjectRef> around, Cluster cluster)
    {
        around.Add(workload.Ref);
        around.UnionWith(workload.Parts.Select(part => part.Ref));
        around.UnionWith(workload.Pods.Select(pod => pod.Ref));
        IEnumerable<IReadOnlyDictionary<string, string>> labels = workload.Pods.Select(pod => pod.Meta.Labels)
            .Concat(workload.Template is { } template ? [template.Labels] : []);
        foreach (Service service in labels.SelectMany(one => cluster.ServicesFor(workload.Ref.Namespace, one)).Distinct())
        {
            around.Add(service.Ref);
            around.UnionWith(cluster.Network.IngressesTo(service.Ref).Select(ingress => ingress.Ref));
        }

        foreach ((ObjectRef called, _) in cluster.Network.CalledBy(workload.Ref))
            Backend(called.Namespace, called.Name, around, cluster);
        around.UnionWith(workload.Pods.Select(pod => pod.Spec).Concat(workload.Template is { } made ? [made.Spec] : [])
            .SelectMany(spec => spec.Volumes).Where(volume => volume.Claim.Length > 0)
            .Select(volume => new ObjectRef("PersistentVolumeClaim", workload.Ref.Namespace, volume.Claim)));
    }
}
