using System.Globalization;
using System.Numerics;

namespace Sonde.Diagnosis.Shares;

/// <summary>
/// Which of some things have which traits. Traits of the same things are one hypothesis, whatever their names: trying a second name for
/// it would be no second try.
/// </summary>
/// <param name="count">How many things there are, numbered from 0.</param>
internal sealed class TraitTable(int count)
{
    private readonly Dictionary<Trait, List<int>> _members = [];
    private readonly List<(DateTimeOffset Time, int Member)> _times = [];

    public int Count => count;

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

    /// <summary>The hypotheses about the things that are left, with how many of the failing have each.</summary>
    /// <param name="isFailing">Whether a thing fails.</param>
    /// <param name="isLeft">Whether a thing counts.</param>
    public IReadOnlyList<Hypothesis> Hypotheses(Func<int, bool> isFailing, Func<int, bool> isLeft)
    {
        var distinct = new Dictionary<(int Count, ulong Hash), Hypothesis>();
        // Those that no failing thing has count as well: what was tried must not depend on what failed.
        void Take(Trait trait, int with, int failing, ulong hash, DateTimeOffset? instant)
        {
            var one = new Hypothesis(trait, with, failing, instant);
            if (!distinct.TryGetValue((with, hash), out Hypothesis known) || trait.CompareTo(known.Trait) < 0)
                distinct[(with, hash)] = one;
        }

        foreach ((Trait trait, List<int> members) in _members)
        {
            int with = 0, failing = 0;
            ulong hash = 0;
            foreach (int member in members.Where(isLeft))
            {
                with++;
                failing += isFailing(member) ? 1 : 0;
                hash += Mix(member);
            }

            Take(trait, with, failing, hash, null);
        }

        (DateTimeOffset Time, int Member)[] times = [.. _times.Where(one => isLeft(one.Member)).OrderBy(one => one.Time).ThenBy(one => one.Member)];
        ulong wholeHash = 0;
        int allFailing = 0;
        foreach ((_, int member) in times)
        {
            wholeHash += Mix(member);
            allFailing += isFailing(member) ? 1 : 0;
        }

        ulong before = 0;
        int failingBefore = 0;
        for (int i = 0; i < times.Length; i++)
        {
            if (i > 0 && times[i].Time != times[i - 1].Time)
            {
                string instant = times[i].Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
                Take(new Trait(TraitKind.CreatedSince, instant, null), times.Length - i, allFailing - failingBefore, wholeHash - before, times[i].Time);
                Take(new Trait(TraitKind.CreatedBefore, instant, null), i, failingBefore, before, times[i].Time);
            }

            before += Mix(times[i].Member);
            failingBefore += isFailing(times[i].Member) ? 1 : 0;
        }

        return [.. distinct.Values];
    }

    /// <summary>The things that have a hypothesis' trait.</summary>
    public IEnumerable<int> MembersOf(Hypothesis one) => one.Trait.Kind switch
    {
        TraitKind.CreatedSince => _times.Where(made => made.Time >= one.Instant).Select(made => made.Member),
        TraitKind.CreatedBefore => _times.Where(made => made.Time < one.Instant).Select(made => made.Member),
        _ => _members[one.Trait],
    };

    // SplitMix64: sums of it tell sets apart.
    private static ulong Mix(int member)
    {
        ulong x = ((ulong)member + 1) * 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return BitOperations.RotateLeft(x ^ (x >> 31), 7);
    }
}
