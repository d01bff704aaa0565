using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Causes;

/// <summary>How far the trouble of an object reaches: along the cluster's edges, to objects that suffer.</summary>
internal sealed class Reach
{
    private readonly Cluster _cluster;
    private readonly Symptoms _symptoms;
    private readonly ILookup<ObjectRef, Finding> _findings;
    private readonly Lazy<Dictionary<ObjectRef, List<Workload>>> _users;

    public Reach(Cluster cluster, Symptoms symptoms, IReadOnlyList<Finding> findings)
    {
        _cluster = cluster;
        _symptoms = symptoms;
        _findings = findings.ToLookup(finding => finding.Subject);
        _users = new Lazy<Dictionary<ObjectRef, List<Workload>>>(ClaimUsers);
    }

    /// <summary>What suffers from a finding, the nearest first.</summary>
    public IReadOnlyList<Effect> Of(Finding root)
    {
        var reached = new Dictionary<ObjectRef, Effect>();
        var queue = new Queue<ObjectRef>();
        queue.Enqueue(root.Subject);
        void Add(ObjectRef subject, string title, string via, ObjectRef? from)
        {
            if (subject != root.Subject && reached.TryAdd(subject, new Effect(subject, title, via) { From = from }))
                queue.Enqueue(subject);
        }

        foreach (Effect direct in root.Effects)
            Add(direct.Subject, direct.Title, direct.Via, direct.From);
        while (queue.TryDequeue(out ObjectRef from))
        {
            // What a node that works, though under a suspicion, does to pods is for the finding itself to say: they may all wait for something else.
            if (from == root.Subject && from.Kind == "Node" && (root.Severity == Severity.Info || root.Confidence == Confidence.Possible))
                continue;
            foreach ((ObjectRef to, string via, bool isCaller) in Edges(from))
            {
                if (_symptoms.Of(to) is { } symptom && (!isCaller || Follows(to, reached, root)))
                    Add(to, symptom.Title, via, from);
            }
        }

        return [.. reached.Values];
    }

    /// <summary>
    /// A caller that suffers does so because of what it calls, unless it has a cause of its own that has nothing to do with it.
    /// </summary>
    private bool Follows(ObjectRef caller, Dictionary<ObjectRef, Effect> reached, Finding root) =>
        _findings[caller].All(finding =>
            finding.Depth == Depth.Symptom || finding.Blames.Any(blamed => blamed == root.Subject || reached.ContainsKey(blamed)));

    /// <summary>What depends on an object directly, and how.</summary>
    public IEnumerable<(ObjectRef To, string Via, bool IsCaller)> Edges(ObjectRef from)
    {
        switch (from.Kind)
        {
            case "Service":
                foreach (Ingress ingress in _cluster.Network.IngressesTo(from))
                    yield return (ingress.Ref, $"routes to {from}", false);
                foreach ((Workload caller, HostReference host) in _cluster.Network.CallersOf(from))
                    yield return (caller.Ref, $"{host.Where} names {host.Host}", true);
                break;
            case "Node":
                foreach (Workload workload in _cluster.PodsOn(from.Name).Where(pod => !pod.IsReady || pod.Meta.Deleted is not null)
                    .Select(pod => _cluster.WorkloadOf(pod.Ref)).OfType<Workload>().Distinct())
                {
                    yield return (workload.Ref, $"runs on {from}", true);
                }

                break;
            case "PersistentVolumeClaim":
                foreach (Workload workload in _users.Value.GetValueOrDefault(from) ?? [])
                    yield return (workload.Ref, $"mounts {from}", false);
                break;
            default:
                if (_cluster.WorkloadOf(from) is { } broken && broken.Ref == from)
                {
                    foreach (Service service in ServicesOf(broken))
                        yield return (service.Ref, $"selects the pods of {from}", false);
                }

                break;
        }
    }

    private IEnumerable<Service> ServicesOf(Workload workload) => workload.Pods.Select(pod => pod.Meta.Labels)
        .Concat(workload.Template is { } template ? [template.Labels] : [])
        .SelectMany(labels => _cluster.ServicesFor(workload.Ref.Namespace, labels))
        .Distinct();

    private Dictionary<ObjectRef, List<Workload>> ClaimUsers()
    {
        var users = new Dictionary<ObjectRef, List<Workload>>();
        foreach (Workload workload in _cluster.Workloads)
        {
            foreach (string claim in workload.Pods.Select(pod => pod.Spec).Concat(workload.Template is { } template ? [template.Spec] : [])
                .SelectMany(spec => spec.Volumes).Select(volume => volume.Claim).Where(claim => claim.Length > 0).Distinct())
            {
                var name = new ObjectRef("PersistentVolumeClaim", workload.Ref.Namespace, claim);
                if (!users.TryGetValue(name, out List<Workload>? list))
                    users[name] = list = [];
                list.Add(workload);
            }
        }

        return users;
    }
}
