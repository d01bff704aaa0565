using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Shares;

/// <summary>The pods of a cluster that are well, and those that fail.</summary>
internal sealed class PodPopulation : IPopulation<Pod>
{
    private readonly PodSums _pods;
    private readonly IReadOnlySet<PodShare> _failing;
    private readonly PodTraits _traits;
    private readonly Hypotheses _hypotheses = new();
    private readonly TraitSum[] _sums;
    private readonly HashSet<ObjectRef> _gone = [];

    /// <summary>Takes all that are well, and those that are not of some workloads.</summary>
    /// <param name="pods">The pods.</param>
    /// <param name="failing">The workloads whose other pods fail.</param>
    /// <param name="cluster">The cluster.</param>
    public PodPopulation(PodSums pods, IReadOnlySet<PodShare> failing, Cluster cluster)
    {
        _pods = pods;
        _failing = failing;
        _traits = new PodTraits(cluster);
        _sums = pods.Sums.ToArray();
        Failing = failing.Sum(share => share.Unwell);
        Count = pods.Well + Failing;
        foreach ((int place, TraitSum sum) in failing.SelectMany(share => share.OfUnwell))
            _sums[place] += sum;
    }

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public int Failing { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyCollection<Hypothesis> Hypotheses()
    {
        _hypotheses.Clear();
        foreach ((Trait trait, int place) in _pods.Traits)
        {
            if (_sums[place].With > 0)
                _hypotheses.Add(trait, _sums[place]);
        }

        _hypotheses.AddTimes([.. _pods.Times.Where(one => _sums[one.Place].With > 0).Select(one => (one.Since, _sums[one.Place]))]);
        return _hypotheses.All;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Pod> TakeOut(Trait trait)
    {
        List<Pod> failing = [];
        Func<PodShare, bool> mayHave = _ => true;
        Func<Pod, List<int>, bool> has;
        if (trait.Instant is { } instant)
        {
            has = (pod, _) => pod.Meta.Created is { } created && (created < instant) == (trait.Kind == TraitKind.CreatedBefore);
        }
        else
        {
            int wanted = _pods.PlaceOf(trait);
            mayHave = share => share.All.Any(one => one.Place == wanted);
            has = (_, places) => places.Contains(wanted);
        }

        foreach (PodShare share in _pods.Shares.Where(mayHave))
        {
            for (int i = 0; i < share.Workload.Pods.Count; i++)
            {
                Pod pod = share.Workload.Pods[i];
                if (_pods.Fails(pod) is not { } fails || (fails && !_failing.Contains(share)) || _gone.Contains(pod.Ref))
                    continue;
                List<int> places = _pods.PlacesOf(pod, _traits);
                if (!has(pod, places))
                    continue;
                _gone.Add(pod.Ref);
                if (fails)
                    failing.Add(pod);
                foreach (int place in places)
                    _sums[place] -= TraitSum.One(share.NumberOf(i), fails);
                Count--;
                Failing -= fails ? 1 : 0;
            }
        }

        return failing;
    }
}
