namespace Sonde.Profiles.Analysis;

/// <summary>How many samples of each part of a profile pass through each function.</summary>
internal sealed class SiblingCounts
{
    private SiblingCounts(IReadOnlyList<string> names, IReadOnlyList<Frame> functions)
    {
        Names = names;
        Functions = functions;
        Samples = new long[names.Count];
        Self = [.. names.Select(_ => new long[functions.Count])];
        Total = [.. names.Select(_ => new long[functions.Count])];
    }

    /// <summary>The parts, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The functions.</summary>
    public IReadOnlyList<Frame> Functions { get; }

    /// <summary>Samples of each part.</summary>
    public long[] Samples { get; }

    /// <summary>By part and function: samples that end in it.</summary>
    public long[][] Self { get; }

    /// <summary>By part and function: samples that it takes part in.</summary>
    public long[][] Total { get; }

    /// <summary>Counts; null when the profile does not tell how many samples stand behind its values.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="label">Name of the label that tells the parts apart; samples without it are left out.</param>
    public static SiblingCounts? Count(Profile profile, string label)
    {
        if (SampleCounts.Find(profile, profile.DefaultSampleType) is not { } counts)
            return null;
        string[] parts = [.. Enumerable.Range(0, profile.SampleCount).Select(sample => PartOf(profile, profile.LabelsOf(sample), label))];
        string[] names = [.. parts.Where(part => part.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Dictionary<string, int> indexes = names.Index().ToDictionary(one => one.Item, one => one.Index, StringComparer.Ordinal);
        var frames = new FrameTable(profile);
        var result = new SiblingCounts(names, frames.Functions);
        var countedFor = new int[frames.Functions.Count];
        for (int sample = 0; sample < profile.SampleCount; sample++)
        {
            if (!indexes.TryGetValue(parts[sample], out int part))
                continue;
            result.Samples[part] += counts[sample];
            result.Add(profile, frames, sample, part, counts[sample], countedFor);
        }

        return result;
    }

    private void Add(Profile profile, FrameTable frames, int sample, int part, long count, int[] countedFor)
    {
        bool isLeaf = true;
        for (int node = profile.StackOf(sample).Index; node != 0; node = profile.Stacks.Parent(node))
        {
            ReadOnlySpan<int> lines = frames.LinesOf(profile.Stacks.Item(node));
            for (int i = lines.Length - 1; i >= 0; i--)
            {
                int function = frames.Lines[lines[i]].Function;
                if (isLeaf)
                    Self[part][function] += count;
                isLeaf = false;
                // A sample counts once, however often it recurses.
                if (countedFor[function] == sample + 1)
                    continue;
                countedFor[function] = sample + 1;
                Total[part][function] += count;
            }
        }
    }

    private static string PartOf(Profile profile, LabelSetId labels, string key)
    {
        for (int node = labels.Index; node != 0; node = profile.LabelSets.Parent(node))
        {
            Label label = profile.LabelSets.Item(node);
            if (profile.Strings[label.Key] == key)
                return profile.Strings[label.Text];
        }

        return "";
    }
}
