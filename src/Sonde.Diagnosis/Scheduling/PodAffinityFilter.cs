using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Scheduling;

/// <summary>Do the pods that are there allow one more: affinity, anti-affinity in both directions, topology spread.</summary>
internal sealed class PodAffinityFilter
{
    private readonly PlacementIndex _index;
    private readonly Pod _pod;
    private readonly List<(PodAffinityTerm Term, HashSet<string> Places, bool IsMet)> _wanted = [];
    private readonly List<(PodAffinityTerm Term, Dictionary<string, ObjectRef> Places)> _shunned = [];
    private readonly List<(Pod Owner, PodAffinityTerm Term, string Place)> _shunnedBy = [];
    private readonly List<(TopologySpread Spread, Dictionary<string, int> Counts, int Least, bool CountsSelf)> _spreads = [];

    public PodAffinityFilter(PlacementIndex index, Pod pod)
    {
        _index = index;
        _pod = pod;
        foreach (PodAffinityTerm term in pod.Spec.PodAffinity)
        {
            HashSet<string> places = [.. Places(term, pod).Select(place => place.Place)];
            // The first of a group that wants to be together may go anywhere.
            bool isFirst = places.Count == 0 && Matches(term, pod, pod);
            _wanted.Add((term, places, isFirst));
        }

        foreach (PodAffinityTerm term in pod.Spec.PodAntiAffinity)
            _shunned.Add((term, Places(term, pod).DistinctBy(place => place.Place).ToDictionary(place => place.Place, place => place.Pod)));
        foreach (Pod other in index.Shunning(pod.Ref.Namespace))
        {
            foreach (PodAffinityTerm term in other.Spec.PodAntiAffinity.Where(term => Matches(term, other, pod)))
            {
                if (index.Room(other.Spec.NodeName)?.Label(term.TopologyKey) is { } place)
                    _shunnedBy.Add((other, term, place));
            }
        }

        foreach (TopologySpread spread in pod.Spec.TopologySpread.Where(spread => spread is { IsHard: true, Selector: not null }))
            _spreads.Add(Count(spread));
    }

    /// <summary>Why the pods that are there do not allow it on a node.</summary>
    public IEnumerable<Refusal> Check(NodeRoom room)
    {
        foreach ((PodAffinityTerm term, HashSet<string> places, bool isMet) in _wanted)
        {
            if (isMet ? room.Label(term.TopologyKey) is null : room.Label(term.TopologyKey) is not { } place || !places.Contains(place))
                yield return new Refusal(Obstacle.PodAffinity, $"has no pod with {term.Selector} in its {term.TopologyKey} (pod affinity)", $"pod affinity to {term.Selector} by {term.TopologyKey}");
        }

        foreach ((PodAffinityTerm term, Dictionary<string, ObjectRef> places) in _shunned)
        {
            if (room.Label(term.TopologyKey) is { } place && places.TryGetValue(place, out ObjectRef holder))
                yield return new Refusal(Obstacle.PodAffinity, $"has {holder} in its {term.TopologyKey} (anti-affinity)", $"pod anti-affinity to {term.Selector} by {term.TopologyKey}");
        }

        foreach ((Pod owner, PodAffinityTerm term, string place) in _shunnedBy)
        {
            if (room.Label(term.TopologyKey) != place || _pod.Spec.PodAntiAffinity.Any(own => own.TopologyKey == term.TopologyKey && Matches(own, _pod, owner)))
                continue;
            yield return new Refusal(Obstacle.PodAffinity, $"has {owner.Ref}, whose anti-affinity refuses this pod", $"the pod anti-affinity of {owner.Ref} by {term.TopologyKey}");
            break;
        }

        foreach ((TopologySpread spread, Dictionary<string, int> counts, int least, bool countsSelf) in _spreads)
        {
            string? place = room.Label(spread.TopologyKey);
            int here = place is null ? 0 : counts.GetValueOrDefault(place);
            string part = $"topology spread by {spread.TopologyKey} (maxSkew {spread.MaxSkew})";
            if (place is null)
                yield return new Refusal(Obstacle.PodAffinity, $"lacks the label {spread.TopologyKey} (topology spread)", part);
            else if (here + (countsSelf ? 1 : 0) - least > spread.MaxSkew)
                yield return new Refusal(Obstacle.PodAffinity, $"would have {here + 1} in {spread.TopologyKey}={place}, the emptiest has {least} (topology spread, maxSkew {spread.MaxSkew})", part);
        }
    }

    private IEnumerable<(string Place, ObjectRef Pod)> Places(PodAffinityTerm term, Pod owner)
    {
        foreach (Pod other in _index.RunningIn(Namespaces(term, owner)))
        {
            if (other.Ref != owner.Ref && Matches(term, owner, other) && _index.Room(other.Spec.NodeName)?.Label(term.TopologyKey) is { } place)
                yield return (place, other.Ref);
        }
    }

    private bool Matches(PodAffinityTerm term, Pod owner, Pod other) =>
        term.Selector is not null && term.Selector.Matches(other.Meta.Labels)
        && (Namespaces(term, owner)?.Contains(other.Ref.Namespace) ?? true);

    /// <summary>Where a term looks; null: everywhere.</summary>
    private IReadOnlyCollection<string>? Namespaces(PodAffinityTerm term, Pod owner)
    {
        if (term.NamespaceSelector is null)
            return term.Namespaces.Count > 0 ? term.Namespaces : [owner.Ref.Namespace];
        return term.NamespaceSelector.IsEmpty ? null : [.. term.Namespaces.Union(_index.NamespacesWith(term.NamespaceSelector))];
    }

    private (TopologySpread Spread, Dictionary<string, int> Counts, int Least, bool CountsSelf) Count(TopologySpread spread)
    {
        IReadOnlyList<LabelRequirement> own =
        [
            .. spread.MatchLabelKeys.Where(_pod.Meta.Labels.ContainsKey)
                .Select(key => new LabelRequirement(key, "In", [_pod.Meta.Labels[key]])),
        ];
        var selector = new LabelSelector([.. spread.Selector!.Requirements, .. own]);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (NodeRoom room in _index.Rooms)
        {
            bool counted = room.Label(spread.TopologyKey) is not null
                && (!spread.HonorsAffinity || NodeChoiceFilter.Chooses(_pod.Spec, room.Node))
                && (!spread.HonorsTaints || !NodeChoiceFilter.Untolerated(_pod.Spec, room.Node).Any());
            if (!counted)
                continue;
            string place = room.Label(spread.TopologyKey)!;
            counts[place] = counts.GetValueOrDefault(place) + room.Pods.Count(pod =>
                pod.Ref.Namespace == _pod.Ref.Namespace && pod.Meta.Deleted is null && selector.Matches(pod.Meta.Labels));
        }

        int least = counts.Count == 0 || counts.Count < spread.MinDomains ? 0 : counts.Values.Min();
        return (spread, counts, least, selector.Matches(_pod.Meta.Labels));
    }
}
