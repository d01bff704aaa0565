using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Formats;

/// <summary>The samples of one thread.</summary>
/// <param name="Name">As <see cref="SampleGroups.ThreadName"/> has it; empty when the samples tell no thread.</param>
/// <param name="Labels">The labels of one of its samples.</param>
/// <param name="Samples">The samples, in order of time where all have one.</param>
internal sealed record ThreadSamples(string Name, LabelSetId Labels, IReadOnlyList<int> Samples)
{
    /// <summary>Groups a profile's samples by thread, in order of first appearance.</summary>
    public static IReadOnlyList<ThreadSamples> Of(Profile profile)
    {
        var groups = new Dictionary<string, (LabelSetId Labels, List<int> Samples)>(StringComparer.Ordinal);
        var names = new Dictionary<LabelSetId, string>();
        for (int sample = 0; sample < profile.SampleCount; sample++)
        {
            LabelSetId labels = profile.LabelsOf(sample);
            if (!names.TryGetValue(labels, out string? name))
                names[labels] = name = NameOf(profile, labels);
            if (!groups.TryGetValue(name, out (LabelSetId Labels, List<int> Samples) group))
                groups[name] = group = (labels, []);
            group.Samples.Add(sample);
        }

        foreach ((_, List<int> samples) in groups.Values)
        {
            if (samples.TrueForAll(sample => profile.TimeOffsetOf(sample) is not null))
                samples.Sort((a, b) => Nullable.Compare(profile.TimeOffsetOf(a), profile.TimeOffsetOf(b)) is var order && order != 0 ? order : a.CompareTo(b));
        }

        return [.. groups.Select(group => new ThreadSamples(group.Key, group.Value.Labels, group.Value.Samples))];
    }

    private static string NameOf(Profile profile, LabelSetId labels)
    {
        for (int node = labels.Index; node != 0; node = profile.LabelSets.Parent(node))
        {
            if (profile.Strings[profile.LabelSets.Item(node).Key] is LabelNames.Thread or LabelNames.ThreadId)
                return SampleGroups.ThreadName(profile, labels);
        }

        return "";
    }
}
