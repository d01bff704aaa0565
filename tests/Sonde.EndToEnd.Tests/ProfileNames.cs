using Sonde.Profiles;

namespace Sonde.EndToEnd.Tests;

/// <summary>Looks into profiles by function name.</summary>
internal static class ProfileNames
{
    /// <summary>The share of samples whose innermost function has this name.</summary>
    public static double SelfShare(this Profile profile, string function)
    {
        long all = 0, self = 0;
        for (int sample = 0; sample < profile.SampleCount; sample++)
        {
            long count = profile.ValuesOf(sample)[0];
            all += count;
            if (profile.LeafFirst(profile.StackOf(sample)) is [{ } leaf, ..] && profile.NameOf(leaf) == function)
                self += count;
        }

        return all == 0 ? 0 : (double)self / all;
    }

    /// <summary>True when any stack passes through a function of this name.</summary>
    public static bool Mentions(this Profile profile, string function) =>
        Enumerable.Range(0, profile.SampleCount)
            .Any(sample => profile.LeafFirst(profile.StackOf(sample)).Any(location => profile.NameOf(location) == function));

    private static string NameOf(this Profile profile, LocationId location) =>
        profile.LinesOf(location) is [{ } line, ..] ? profile.Strings[profile.Functions[line.Function.Index].Name] : "";
}
