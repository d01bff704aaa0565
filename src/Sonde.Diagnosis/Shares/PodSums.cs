using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Reading;

namespace Sonde.Diagnosis.Shares;

/// <summary>
/// How many pods of a cluster have each trait. Each workload's part is added up for itself, so that a change takes out and adds again
/// only the parts of the workloads that it concerns.
/// </summary>
/// <param name="isWell">Whether a pod does what it is for.</param>
internal sealed class PodSums(Func<Pod, bool> isWell)
{
    private readonly Dictionary<ObjectRef, PodShare> _shares = [];
    private readonly HashSet<PodShare> _unwell = [];
    private readonly Dictionary<Trait, int> _places = [];
    private readonly List<(Trait? Trait, int Users)> _traits = [];
    private readonly Stack<int> _free = [];
    private readonly SortedDictionary<DateTimeOffset, int> _times = [];
    private TraitSum[] _sums = [];
    private long _numbered;

    /// <summary>Pods that are well.</summary>
    public int Well { get; private set; }

    /// <summary>The parts of all workloads, in no order.</summary>
    public IReadOnlyCollection<PodShare> Shares => _shares.Values;

    /// <summary>The parts in which pods are not well, in no order.</summary>
    public IReadOnlyCollection<PodShare> Unwell => _unwell;

    /// <summary>By a trait's place, how many of the pods that are well have it.</summary>
    public ReadOnlySpan<TraitSum> Sums => _sums.AsSpan(0, _traits.Count);

    /// <summary>The traits that pods have, with their places; those of times are left out.</summary>
    public IEnumerable<(Trait Trait, int Place)> Traits
    {
        get
        {
            for (int place = 0; place < _traits.Count; place++)
            {
                if (_traits[place].Trait is { Instant: null } trait)
                    yield return (trait, place);
            }
        }
    }

    /// <summary>The instants at which pods were made, in their order, with their places.</summary>
    public IEnumerable<(Trait Since, int Place)> Times => _times.Values.Select(place => (_traits[place].Trait!, place));

    /// <summary>Takes in the next moment.</summary>
    /// <param name="cluster">The moment.</param>
    /// <param name="delta">What has changed since the last one; null: everything.</param>
    public void Take(Cluster cluster, ClusterDelta? delta)
    {
        var traits = new PodTraits(cluster);
        if (delta is null)
        {
            foreach (ObjectRef name in _shares.Keys.ToArray())
                Remove(name);
            foreach (Workload workload in cluster.Workloads)
                Add(workload, cluster, traits);
            return;
        }

        foreach (ObjectRef name in Touched(cluster, delta))
        {
            Remove(name);
            if (cluster.WorkloadOf(name) is { } workload && workload.Ref == name)
                Add(workload, cluster, traits);
        }
    }

    /// <summary>Whether a pod is not well; null when it is too late to say.</summary>
    public bool? Fails(Pod pod) => isWell(pod) ? false : pod.Phase == "Succeeded" || pod.Meta.Deleted is not null ? null : true;

    /// <summary>The places of a pod's traits, each once.</summary>
    public List<int> PlacesOf(Pod pod, PodTraits traits)
    {
        List<int> places = [];
        foreach (Trait trait in traits.Of(pod))
        {
            int place = PlaceOf(trait);
            if (!places.Contains(place))
                places.Add(place);
        }

        if (pod.Meta.Created is { } created)
            places.Add(PlaceOf(Trait.Since(created)));
        return places;
    }

    /// <summary>The place of a trait; a new one has no users yet.</summary>
    public int PlaceOf(Trait trait)
    {
        if (_places.TryGetValue(trait, out int place))
            return place;
        if (!_free.TryPop(out place))
        {
            place = _traits.Count;
            _traits.Add(default);
            if (place == _sums.Length)
                Array.Resize(ref _sums, Math.Max(64, 2 * place));
        }

        _traits[place] = (trait, 0);
        _places[trait] = place;
        if (trait.Instant is { } instant)
            _times[instant] = place;
        return place;
    }

    /// <summary>The workloads whose pods may have other traits than before.</summary>
    private HashSet<ObjectRef> Touched(Cluster cluster, ClusterDelta delta)
    {
        HashSet<ObjectRef> touched = [.. delta.Workloads];
        HashSet<string> nodes = [.. delta.Objects.Where(change => !Maps.IsSame(Labels(change.Before), Labels(change.After))).Select(change => change.Ref.Name)];
        if (nodes.Count > 0)
            touched.UnionWith(cluster.All<Pod>().Where(pod => nodes.Contains(pod.Spec.NodeName)).Select(pod => cluster.WorkloadOf(pod.Ref)!.Ref));
        if (delta.ChangesCalls)
            touched.UnionWith(_shares.Values.Where(share => !share.Calls.SequenceEqual(PodTraits.CalledBy(share.Workload.Ref, cluster))).Select(share => share.Workload.Ref));
        return touched;
    }

    private static IReadOnlyDictionary<string, string> Labels(KubeObject? one) => (one as Node)?.Meta.Labels ?? EmptyMap<string>.Value;

    private void Add(Workload workload, Cluster cluster, PodTraits traits)
    {
        if (workload.Pods.Count == 0)
            return;
        var share = new PodShare(workload, _numbered, [.. PodTraits.CalledBy(workload.Ref, cluster)]);
        _numbered += workload.Pods.Count;
        Dictionary<int, TraitSum> well = [], unwell = [];
        for (int i = 0; i < workload.Pods.Count; i++)
        {
            Pod pod = workload.Pods[i];
            if (Fails(pod) is not { } fails)
                continue;
            share.Count(fails);
            Dictionary<int, TraitSum> sums = fails ? unwell : well;
            foreach (int place in PlacesOf(pod, traits))
                sums[place] = sums.GetValueOrDefault(place) + TraitSum.One(share.NumberOf(i), fails);
        }

        share.Fill(well, unwell);
        foreach ((int place, TraitSum sum) in share.OfWell)
            _sums[place] += sum;
        foreach ((int place, _) in share.All)
            _traits[place] = _traits[place] with { Users = _traits[place].Users + 1 };
        Well += share.Well;
        _shares[workload.Ref] = share;
        if (share.Unwell > 0)
            _unwell.Add(share);
    }

    private void Remove(ObjectRef workload)
    {
        if (!_shares.Remove(workload, out PodShare? share))
            return;
        _unwell.Remove(share);
        Well -= share.Well;
        foreach ((int place, TraitSum sum) in share.OfWell)
            _sums[place] -= sum;
        foreach ((int place, _) in share.All)
        {
            (Trait? trait, int users) = _traits[place];
            if (users > 1)
            {
                _traits[place] = (trait, users - 1);
                continue;
            }

            _places.Remove(trait!);
            if (trait!.Instant is { } instant)
                _times.Remove(instant);
            _traits[place] = default;
            _free.Push(place);
        }
    }
}
