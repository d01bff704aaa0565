namespace Sonde.Diagnosis.Shares;

/// <summary>
/// What may be tried. Traits of the same things are one hypothesis, whatever their names: trying a second name for it would be no second
/// try. Those that no failing thing has count as well: what was tried must not depend on what failed.
/// </summary>
internal sealed class Hypotheses
{
    private readonly Dictionary<(int With, ulong Hash), Hypothesis> _distinct = [];

    /// <summary>All of them, in no order.</summary>
    public IReadOnlyCollection<Hypothesis> All => _distinct.Values;

    /// <summary>Forgets all.</summary>
    public void Clear() => _distinct.Clear();

    /// <summary>Adds a trait and the things that have it.</summary>
    public void Add(Trait trait, TraitSum sum)
    {
        if (!_distinct.TryGetValue((sum.With, sum.Hash), out Hypothesis known) || trait.CompareTo(known.Trait) < 0)
            _distinct[(sum.With, sum.Hash)] = new Hypothesis(trait, sum.With, sum.Failing);
    }

    /// <summary>Adds, for each instant at which things were made but the first, that they were made before it, and since it.</summary>
    /// <param name="times">The instants in their order, as <see cref="Trait.Since"/>, each with the things that were made at it.</param>
    public void AddTimes(IReadOnlyList<(Trait Since, TraitSum Made)> times)
    {
        TraitSum all = default, before = default;
        foreach ((_, TraitSum made) in times)
            all += made;
        foreach ((Trait since, TraitSum made) in times)
        {
            if (before.With > 0)
            {
                Add(since, all - before);
                Add(since.Before, before);
            }

            before += made;
        }
    }
}
