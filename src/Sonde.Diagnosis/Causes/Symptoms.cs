using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Storage;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Causes;

/// <summary>Which objects do not do what they are for. It says nothing of why.</summary>
internal sealed class Symptoms
{
    // As long as pulling an image and starting a program usually take.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Cluster _cluster;
    private readonly Dictionary<ObjectRef, Symptom> _all = [];

    public Symptoms(Cluster cluster)
    {
        _cluster = cluster;
        foreach (Workload workload in cluster.Workloads)
            Add(OfWorkload(workload));
        foreach (Service service in cluster.All<Service>())
            Add(OfService(service));
        foreach (Ingress ingress in cluster.All<Ingress>())
            Add(OfIngress(ingress));
        foreach (Node node in cluster.All<Node>().Where(node => !node.IsReady))
            Add(new Symptom(node.Ref, "is not ready", 1));
        foreach (PersistentVolumeClaim claim in cluster.All<PersistentVolumeClaim>().Where(claim => claim.Phase is "Pending" or "Lost"))
            Add(new Symptom(claim.Ref, $"is {claim.Phase}", 1));
    }

    /// <summary>Workloads that suffer.</summary>
    public IEnumerable<Symptom> All => _all.Values;

    /// <summary>How an object suffers; null when it does not.</summary>
    public Symptom? Of(ObjectRef subject) => _all.GetValueOrDefault(subject);

    /// <summary>Whether all that is missing was made a moment ago, and may well be on its way.</summary>
    public bool IsStarting(Workload workload)
    {
        bool IsNew(KubeObject one) => _cluster.Now - one.Meta.Created < Patience;
        Pod[] missing = [.. workload.Pods.Where(pod => pod is { IsReady: false, IsDone: false })];
        return missing.Length > 0
            ? missing.All(pod => IsNew(pod) && pod.AllStatuses.All(status => status.Restarts == 0))
            : workload.Top is { } top && IsNew(top);
    }

    private void Add(Symptom? symptom)
    {
        if (symptom is not null)
            _all[symptom.Subject] = symptom;
    }

    private static Symptom? OfWorkload(Workload workload)
    {
        if (workload.IsBatch)
            return OfBatch(workload);
        int wanted = workload.Top is Controller { Wanted: { } number } ? number : workload.Pods.Count(pod => !pod.IsDone);
        int ready = workload.Pods.Count(pod => pod.IsReady);
        int broken = workload.Pods.Count(pod => IsBroken(pod, workload));
        int missing = Math.Max(wanted - ready, 0);
        if (missing == 0 && broken == 0)
            return null;
        string title = missing > 0 ? $"{ready} of {wanted} pods ready" : $"{broken} of {ready + broken} pods do not become ready";
        return new Symptom(workload.Ref, title, Math.Max(missing, broken));
    }

    private static Symptom? OfBatch(Workload workload)
    {
        Job? job = workload.Top as Job ?? workload.Parts.OfType<Job>().FirstOrDefault();
        if (job is { IsFailed: true })
            return new Symptom(workload.Ref, "failed", 1);
        if (job is { IsComplete: true } or { IsSuspended: true })
            return null;
        bool suffers = workload.Pods.Any(pod => pod.Phase is "Pending" or "Failed"
            || pod.AllStatuses.Any(status => status.State.WaitingReason is { Length: > 0 } or null && status.Death is { ExitCode: not 0 }));
        return suffers ? new Symptom(workload.Ref, "does not complete", 1) : null;
    }

    private static bool IsBroken(Pod pod, Workload workload) =>
        pod.Phase == "Failed" ? workload.Ref.Kind == "Pod" : pod is { IsReady: false, Phase: not "Succeeded", Meta.Deleted: null };

    private Symptom? OfService(Service service)
    {
        if (service.Selector.Count == 0 || service.Type == "ExternalName" || service.PublishesNotReady)
            return null;
        IReadOnlyList<EndpointSlice> slices = _cluster.Network.SlicesOf(service.Ref);
        // A slice whose ports are empty serves nobody, whatever its endpoints say.
        bool serves = slices.Count > 0
            ? slices.Any(slice => slice.Endpoints.Any(endpoint => endpoint.IsReady) && (slice.Ports.Count > 0 || service.Ports.Count == 0))
            : _cluster.Network.PodsOf(service.Ref).Any(pod => pod.IsReady);
        return serves ? null : new Symptom(service.Ref, "has no ready endpoint", 1);
    }

    private Symptom? OfIngress(Ingress ingress)
    {
        foreach (IngressBackend backend in ingress.Backends)
        {
            var service = new ObjectRef("Service", ingress.Ref.Namespace, backend.Service);
            if (_all.ContainsKey(service))
                return new Symptom(ingress.Ref, $"{backend.Host}{backend.UrlPath} leads to Service {backend.Service}, which serves nobody", 1);
        }

        return null;
    }
}
