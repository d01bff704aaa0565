using Sonde.Diagnosis.Causes;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Shares;

/// <summary>Looks for what failing pods have in common: one fault, or many?</summary>
internal static class FailingPods
{
    // Half of it for the pods of the cluster, half for those of single workloads: a random set of failures gets a trait in at most
    // 5 of 100 cases, and in fewer, as outcomes are whole numbers.
    internal const double Level = 0.025;

    private const int MostOfCluster = 3, MostWorkloads = 20;

    /// <summary>Traits that failing pods share, those of the cluster first.</summary>
    public static IReadOnlyList<SharedTrait> Shared(Cluster cluster, Symptoms symptoms)
    {
        List<Pod> pods = [];
        HashSet<int> failing = [];
        foreach (Pod pod in cluster.All<Pod>())
        {
            if (cluster.WorkloadOf(pod.Ref) is not { } workload || Fails(pod, workload, symptoms) is not { } fails)
                continue;
            if (fails)
                failing.Add(pods.Count);
            pods.Add(pod);
        }

        return Shared(cluster, pods, failing);
    }

    /// <summary>Traits that some pods share and others do not.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="pods">The pods; each belongs to a workload.</param>
    /// <param name="failing">Which of them fail, by their place.</param>
    internal static IReadOnlyList<SharedTrait> Shared(Cluster cluster, IReadOnlyList<Pod> pods, IReadOnlySet<int> failing)
    {
        if (failing.Count < 2)
            return [];
        ObjectRef WorkloadOf(int pod) => cluster.WorkloadOf(pods[pod].Ref)!.Ref;
        var shared = new List<SharedTrait>();
        foreach ((SharedTrait one, IReadOnlyList<int> with) in TraitSearch.Find(PodTraits.Of(pods, cluster), failing, Level, MostOfCluster))
            shared.Add(one with { Workloads = [.. with.Select(WorkloadOf).Distinct().Order(ObjectRef.Order)] });
        shared.AddRange(InWorkloads(cluster, pods, failing));
        return shared;
    }

    /// <summary>Workloads of which some pods fail and others do not: what tells them apart.</summary>
    private static IEnumerable<SharedTrait> InWorkloads(Cluster cluster, IReadOnlyList<Pod> pods, IReadOnlySet<int> failing)
    {
        List<Pod>[] parts =
        [
            .. Enumerable.Range(0, pods.Count).GroupBy(pod => cluster.WorkloadOf(pods[pod].Ref)!.Ref)
                .Where(group => group.Any(failing.Contains) && !group.All(failing.Contains))
                .OrderBy(group => group.Key, ObjectRef.Order)
                .Select(group => group.Select(pod => pods[pod]).ToList()),
        ];
        HashSet<ObjectRef> wrong = [.. failing.Select(pod => pods[pod].Ref)];
        int shown = 0;
        foreach (List<Pod> part in parts)
        {
            HashSet<int> bad = [.. Enumerable.Range(0, part.Count).Where(pod => wrong.Contains(part[pod].Ref))];
            ObjectRef workload = cluster.WorkloadOf(part[0].Ref)!.Ref;
            foreach ((SharedTrait one, _) in TraitSearch.Find(PodTraits.Of(part, cluster), bad, Level / parts.Length, most: 1))
            {
                if (++shown > MostWorkloads)
                    yield break;
                yield return one with { Within = workload, Workloads = [workload], Tried = one.Tried * parts.Length };
            }
        }
    }

    /// <summary>Whether a pod fails; null when it is too early, or too late, to say.</summary>
    private static bool? Fails(Pod pod, Workload workload, Symptoms symptoms)
    {
        if (pod.IsReady)
            return false;
        if (pod.Phase == "Succeeded" || pod.Meta.Deleted is not null)
            return null;
        // Whatever is not ready belongs to a symptom of its workload, or has been replaced.
        return symptoms.Of(workload.Ref) is null || symptoms.IsStarting(workload) ? null : true;
    }
}
