namespace Sonde.Profiles;

/// <summary>
/// Merges profiles: of several collectors, of several pods, of several files. Sample types are joined by type and unit, a
/// value that a profile does not have counts as 0, and samples with equal stack and labels add up. The result depends only
/// on the inputs and their order.
/// </summary>
public static class ProfileMerger
{
    /// <summary>Merges profiles into a new one; one profile is returned as it is.</summary>
    /// <param name="profiles">At least one profile. The first decides the default sample type.</param>
    /// <exception cref="ArgumentException">No profile was given.</exception>
    public static Profile Merge(params IReadOnlyList<Profile> profiles)
    {
        if (profiles.Count == 0)
            throw new ArgumentException("There is nothing to merge: no profile was given.", nameof(profiles));
        return profiles.Count == 1 ? profiles[0] : Build(profiles, null);
    }

    /// <summary>Merges profiles into a new one, also a single one, and puts a session's facts on it.</summary>
    /// <param name="profiles">At least one profile. The first decides the default sample type.</param>
    /// <param name="stamp">What the session knows and the profiles do not.</param>
    /// <exception cref="ArgumentException">No profile was given.</exception>
    public static Profile Merge(IReadOnlyList<Profile> profiles, ProfileStamp stamp)
    {
        if (profiles.Count == 0)
            throw new ArgumentException("There is nothing to merge: no profile was given.", nameof(profiles));
        return Build(profiles, stamp);
    }

    private static Profile Build(IReadOnlyList<Profile> profiles, ProfileStamp? stamp)
    {
        List<SampleType> types = [];
        foreach (Profile profile in profiles)
        {
            foreach (SampleType type in profile.SampleTypes)
            {
                if (!types.Contains(type))
                    types.Add(type);
            }
        }

        var target = new ProfileBuilder(types);
        MergeFacts(target, profiles);
        target.DefaultSampleType = types.IndexOf(profiles[0].SampleTypes[profiles[0].DefaultSampleType]);
        stamp?.ApplyTo(target);
        foreach (Profile profile in profiles)
            new ProfileImporter(profile, target, stamp?.Labels).ImportAll();
        return target.Build();
    }

    private static void MergeFacts(ProfileBuilder target, IReadOnlyList<Profile> profiles)
    {
        (target.StartNanoseconds, target.DurationNanoseconds) = CoveredTime(profiles);
        target.PeriodType = profiles.Select(p => p.PeriodType).FirstOrDefault(t => t is not null);
        // Of different distances the greatest is the honest one: nothing finer can be told from the merged samples.
        target.Period = profiles.Where(p => p.PeriodType == target.PeriodType).Select(p => p.Period).DefaultIfEmpty().Max();
        target.Quality = profiles.Skip(1).Aggregate(profiles[0].Quality, (sum, profile) => sum.Plus(profile.Quality));
        foreach (string comment in profiles.SelectMany(p => p.Comments).Distinct(StringComparer.Ordinal))
            target.CommentList.Add(comment);
        target.DropFrames = JoinPatterns(profiles.Select(p => p.DropFrames));
        target.KeepFrames = JoinPatterns(profiles.Select(p => p.KeepFrames));
        target.DocUrl = profiles.Select(p => p.DocUrl).FirstOrDefault(url => url.Length > 0) ?? "";
    }

    /// <summary>
    /// Time in which at least one of the profiles was taken: overlapping ones count once, gaps do not count. Profiles
    /// without a start are taken to have run one after the other, as pprof does.
    /// </summary>
    private static (long Start, long Duration) CoveredTime(IReadOnlyList<Profile> profiles)
    {
        long start = 0, end = 0, covered = 0;
        foreach (Profile profile in profiles.OrderBy(p => p.StartNanoseconds))
        {
            long from = profile.StartNanoseconds, duration = Math.Max(0, profile.DurationNanoseconds);
            if (from == 0)
            {
                covered = AddClamped(covered, duration);
                continue;
            }

            if (start == 0)
                (start, end) = (from, from);
            long to = AddClamped(from, duration);
            covered = AddClamped(covered, Math.Max(0, to - Math.Max(from, end)));
            end = Math.Max(end, to);
        }

        return (start, covered);
    }

    private static long AddClamped(long a, long b) => b > 0 && a > long.MaxValue - b ? long.MaxValue : a + b;

    private static string JoinPatterns(IEnumerable<string> patterns)
    {
        string[] distinct = [.. patterns.Where(p => p.Length > 0).Distinct(StringComparer.Ordinal)];
        return distinct.Length < 2 ? string.Concat(distinct) : string.Join('|', distinct.Select(p => $"(?:{p})"));
    }
}
