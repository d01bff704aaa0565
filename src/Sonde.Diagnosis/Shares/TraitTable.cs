namespace Sonde.Diagnosis.Shares;

/// <summary>Which of some things have which traits.</summary>
/// <param name="count">How many things there are, numbered from 0.</param>
/// <param name="failing">Which of them fail.</param>
internal sealed class TraitTable(int count, IReadOnlySet<int> failing) : IPopulation<int>
{
    private readonly Dictionary<Trait, List<int>> _members = [];
    private readonly List<(DateTimeOffset Time, int Member)> _times = [];
    private readonly HashSet<int> _gone = [];

    /// <inheritdoc/>
    public int Count => count - _gone.Count;

    /// <inheritdoc/>
    public int Failing => failing.Count(IsLeft);

    /// <summary>Notes that a thing has a trait.</summary>
    public void Add(Trait trait, int member)
    {
        if (!_members.TryGetValue(trait, out List<int>? members))
            _members[trait] = members = [];
        if (members.Count == 0 || members[^1] != member)
            members.Add(member);
    }

    /// <summary>Notes when a thing was made.</summary>
    public void AddTime(DateTimeOffset time, int member) => _times.Add((time, member));

    /// <inheritdoc/>
    public IReadOnlyCollection<Hypothesis> Hypotheses()
    {
        var found = new Hypotheses();
        foreach ((Trait trait, List<int> members) in _members)
            found.Add(trait, Sum(members));
        found.AddTimes(
        [
            .. _times.Where(one => IsLeft(one.Member)).GroupBy(one => one.Time, one => one.Member).OrderBy(group => group.Key)
                .Select(group => (Trait.Since(group.Key), Sum(group))),
        ]);
        return found.All;
    }

    /// <inheritdoc/>
    public IReadOnlyList<int> TakeOut(Trait trait)
    {
        int[] left = [.. MembersOf(trait).Where(IsLeft)];
        _gone.UnionWith(left);
        return Array.FindAll(left, failing.Contains);
    }

    private IEnumerable<int> MembersOf(Trait trait) => trait.Kind switch
    {
        TraitKind.CreatedSince => _times.Where(made => made.Time >= trait.Instant).Select(made => made.Member),
        TraitKind.CreatedBefore => _times.Where(made => made.Time < trait.Instant).Select(made => made.Member),
        _ => _members[trait],
    };

    private bool IsLeft(int member) => !_gone.Contains(member);

    private TraitSum Sum(IEnumerable<int> members)
    {
        TraitSum sum = default;
        foreach (int member in members.Where(IsLeft))
            sum += TraitSum.One(member, failing.Contains(member));
        return sum;
    }
}
