namespace Sonde.Profiles.Analysis;

/// <summary>What a filter left of a profile.</summary>
/// <param name="Profile">The samples and frames that are left.</param>
/// <param name="Whole">The profile before.</param>
/// <param name="Unmatched">Names of the filters that matched nothing at all, for example <c>focus</c>.</param>
public sealed record FilterResult(Profile Profile, Profile Whole, IReadOnlyList<string> Unmatched)
{
    /// <summary>Value of all samples before filtering, for the default sample type: what shares are of.</summary>
    public long WholeTotal { get; } = Total(Whole);

    private static long Total(Profile profile)
    {
        long total = 0;
        for (int sample = 0; sample < profile.SampleCount; sample++)
            total += profile.ValuesOf(sample)[profile.DefaultSampleType];
        return total;
    }
}
