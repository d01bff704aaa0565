using System.Globalization;
using System.Text;

namespace Sonde.Profiles.Tests;

/// <summary>Everything a profile says, as text that does not depend on the order of its tables. For comparing.</summary>
internal static class CanonicalText
{
    public static string Of(Profile profile)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"types {string.Join(" ", profile.SampleTypes)} default {profile.DefaultSampleType}");
        text.AppendLine(CultureInfo.InvariantCulture, $"time {profile.StartNanoseconds} {profile.DurationNanoseconds}");
        text.AppendLine(CultureInfo.InvariantCulture, $"period {profile.PeriodType} {profile.Period}");
        text.AppendLine(CultureInfo.InvariantCulture, $"frames {profile.DropFrames} {profile.KeepFrames} {profile.DocUrl}");
        text.AppendLine(Of(profile.Quality));
        text.AppendJoin('\n', profile.Comments.Select(c => $"comment {c}").Order(StringComparer.Ordinal)).AppendLine();
        text.AppendJoin('\n', profile.Mappings.Select(m => Of(profile, m)).Order(StringComparer.Ordinal)).AppendLine();
        text.AppendJoin('\n', profile.Functions.Select(f => Of(profile, f)).Order(StringComparer.Ordinal)).AppendLine();
        IEnumerable<string> samples = Enumerable.Range(0, profile.SampleCount).Select(sample => OfSample(profile, sample));
        text.AppendJoin('\n', samples.Order(StringComparer.Ordinal)).AppendLine();
        return text.ToString();
    }

    public static string Of(ProfileQuality quality) => string.Create(CultureInfo.InvariantCulture,
        $"quality {quality.Samples} {quality.Lost} {quality.Truncated} {quality.Torn} {quality.PauseMilliseconds:R} ")
        + string.Create(CultureInfo.InvariantCulture, $"{quality.CollectorCpuMilliseconds:R} {quality.Event} {quality.Rate:R} ")
        + string.Join(" ", quality.UnwindFailed) + string.Join(" ", quality.Notes);

    private static string OfSample(Profile profile, int sample)
    {
        IEnumerable<string> labels = profile.LabelSets.ToArray(profile.LabelsOf(sample).Index).Select(label => Of(profile, label));
        return $"sample [{string.Join(", ", labels.Order(StringComparer.Ordinal))}] "
            + $"{string.Join(" ", profile.ValuesOf(sample).ToArray())} @{profile.TimeOffsetOf(sample)} "
            + string.Join(" < ", profile.LeafFirst(profile.StackOf(sample)).Select(id => Of(profile, id)));
    }

    private static string Of(Profile profile, LocationId id)
    {
        Location location = profile.Locations[id.Index];
        IEnumerable<string> lines = profile.LinesOf(id).Select(line =>
            $"{Of(profile, profile.Functions[line.Function.Index])}:{line.Number}:{line.Column}");
        return $"({Of(profile, profile.Mappings[location.Mapping.Index])} {location.Address} {location.IsFolded} {string.Join(" in ", lines)})";
    }

    private static string Of(Profile profile, Mapping mapping) =>
        $"mapping {mapping.Start}-{mapping.Limit}+{mapping.FileOffset} {profile.Strings[mapping.FileName]} {profile.Strings[mapping.BuildId]} {mapping.Flags}";

    private static string Of(Profile profile, Function function) =>
        $"function {profile.Strings[function.Name]} {profile.Strings[function.SystemName]} {profile.Strings[function.FileName]} {function.StartLine}";

    private static string Of(Profile profile, Label label) =>
        $"{profile.Strings[label.Key]}={profile.Strings[label.Text]}{label.Number}{profile.Strings[label.Unit]}";
}
