using Sonde.Cli.Terminal;
using Sonde.Profiles;
using Sonde.Profiles.Analysis;
using Sonde.Profiles.Formats;

namespace Sonde.Cli.CommandLine;

/// <summary>Which part of a profile is shown, and how.</summary>
/// <param name="Filter">Which samples and frames.</param>
/// <param name="Value">Name of the sample type; null for the profile's default.</param>
/// <param name="Count">How many functions; null for the usual number.</param>
/// <param name="ByTotal">Sorts by total instead of self.</param>
/// <param name="Unit">Unit of values; null for what fits best.</param>
internal sealed record ProfileView(FilterOptions Filter, string? Value, int? Count, bool ByTotal, string? Unit)
{
    /// <summary>All of a profile, in the usual way.</summary>
    public static ProfileView All { get; } = new(new FilterOptions(), null, null, false, null);

    /// <summary>Chooses the value and filters. What matches nothing is said on stderr.</summary>
    /// <exception cref="UsageException">The profile has no such value.</exception>
    public FilterResult Apply(Profile profile, Streams streams)
    {
        FilterResult result = ProfileFilter.Apply(Choose(profile), Filter);
        foreach (string name in result.Unmatched)
            streams.WriteTalk($"--{name} matches nothing in the profile");
        return result;
    }

    /// <summary>The profile with the value that was asked for.</summary>
    /// <exception cref="UsageException">It has no such value.</exception>
    public Profile Choose(Profile profile)
    {
        if (Value is null)
            return profile;
        int index = profile.SampleTypes.ToList().FindIndex(type => type.Type.Equals(Value, StringComparison.OrdinalIgnoreCase));
        return index >= 0
            ? profile.WithDefaultSampleType(index)
            : throw new UsageException(
                $"--value: the profile holds {UsageErrors.Alternatives([.. profile.SampleTypes.Select(type => type.Type)])}, not '{Value}'");
    }

    /// <summary>How a format writes it.</summary>
    public WriteOptions WriteOptions(FilterResult result, int width) => new()
    {
        Width = width,
        Count = Count,
        ByTotal = ByTotal,
        Unit = Unit,
        Whole = Filter.IsEmpty ? null : result.WholeTotal,
    };
}
