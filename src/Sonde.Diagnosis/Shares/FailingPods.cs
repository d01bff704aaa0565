using Sonde.Diagnosis.Causes;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Shares;

/// <summary>
/// Looks for what failing pods have in common: one fault, or many? Keeps what it has added up for the next moment of the same cluster.
/// </summary>
/// <param name="isWell">Whether a pod is well; null: those are that are ready.</param>
internal sealed class FailingPods(Func<Pod, bool>? isWell = null)
{
    // Half of it for the pods of the cluster, half for those of single workloads: a random set of failures gets a trait in at most
    // 5 of 100 cases, and in fewer, as outcomes are whole numbers.
    internal const double Level = 0.025;

    private const int MostOfCluster = 3, MostWorkloads = 20;

    private readonly PodSums _pods = new(isWell ?? (pod => pod.IsReady));

    /// <summary>Traits that failing pods share, those of the cluster first.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="delta">What has changed since the moment before; null: everything.</param>
    /// <param name="symptoms">What suffers.</param>
    public IReadOnlyList<SharedTrait> Shared(Cluster cluster, ClusterDelta? delta, Symptoms symptoms) =>
        // Whatever is not ready belongs to a symptom of its workload, or has been replaced; what was made a moment ago may be on its way.
        Shared(cluster, delta, workload => symptoms.Of(workload.Ref) is not null && !symptoms.IsStarting(workload));

    /// <summary>Traits that some pods share and others do not.</summary>
    /// <param name="cluster">The cluster; each of its pods belongs to a workload.</param>
    /// <param name="delta">What has changed since the moment before; null: everything.</param>
    /// <param name="fails">Whether the pods of a workload that are not well fail; if not, they do not count.</param>
    internal IReadOnlyList<SharedTrait> Shared(Cluster cluster, ClusterDelta? delta, Func<Workload, bool> fails)
    {
        _pods.Take(cluster, delta);
        HashSet<PodShare> failing = [.. _pods.Unwell.Where(share => fails(share.Workload))];
        if (failing.Sum(share => share.Unwell) < 2)
            return [];
        var shared = new List<SharedTrait>();
        foreach ((SharedTrait one, IReadOnlyList<Pod> with) in TraitSearch.Find(new PodPopulation(_pods, failing, cluster), Level, MostOfCluster))
            shared.Add(one with { Workloads = [.. with.Select(pod => cluster.WorkloadOf(pod.Ref)!.Ref).Distinct().Order(ObjectRef.Order)] });
        shared.AddRange(InWorkloads(cluster, failing));
        return shared;
    }

    /// <summary>Workloads of which some pods fail and others do not: what tells them apart.</summary>
    private IEnumerable<SharedTrait> InWorkloads(Cluster cluster, IReadOnlySet<PodShare> failing)
    {
        PodShare[] parts = [.. failing.Where(share => share.Well > 0).OrderBy(share => share.Workload.Ref, ObjectRef.Order)];
        var traits = new PodTraits(cluster);
        int shown = 0;
        foreach (PodShare part in parts)
        {
            Pod[] pods = [.. part.Workload.Pods.Where(pod => _pods.Fails(pod) is not null)];
            HashSet<int> bad = [.. Enumerable.Range(0, pods.Length).Where(pod => _pods.Fails(pods[pod]) == true)];
            ObjectRef workload = part.Workload.Ref;
            foreach ((SharedTrait one, _) in TraitSearch.Find(traits.TableOf(pods, bad), Level / parts.Length, most: 1))
            {
                if (++shown > MostWorkloads)
                    yield break;
                yield return one with { Within = workload, Workloads = [workload], Tried = one.Tried * parts.Length };
            }
        }
    }
}
