using System.Numerics;

namespace Sonde.Diagnosis.Shares;

/// <summary>A set of things, as far as it has to be known: two with the same number and hash are the same set.</summary>
/// <param name="With">How many things.</param>
/// <param name="Failing">How many of them fail.</param>
/// <param name="Hash">The sum of <see cref="One"/> of them.</param>
internal readonly record struct TraitSum(int With, int Failing, ulong Hash)
{
    /// <summary>The set of one thing.</summary>
    public static TraitSum One(long number, bool fails) => new(1, fails ? 1 : 0, Mix(number));

    public static TraitSum operator +(TraitSum one, TraitSum other) => new(one.With + other.With, one.Failing + other.Failing, one.Hash + other.Hash);

    public static TraitSum operator -(TraitSum one, TraitSum other) => new(one.With - other.With, one.Failing - other.Failing, one.Hash - other.Hash);

    // SplitMix64: sums of it tell sets apart.
    private static ulong Mix(long number)
    {
        ulong x = ((ulong)number + 1) * 0x9E3779B97F4A7C15;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return BitOperations.RotateLeft(x ^ (x >> 31), 7);
    }
}
