using System.Globalization;
using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Rendering;

/// <summary>What differs between the pods of a profile, in sentences.</summary>
public static class SiblingText
{
    /// <summary>Sentences that are written; the rest is counted.</summary>
    private const int Most = 3;

    /// <summary>For example <c>pod cart-7 differs from the 9 others: legacy_price (app.py) takes 62.0 % of its CPU time, and 0.4 % of theirs</c>.</summary>
    /// <param name="profile">A profile with samples of several pods; of other profiles there is nothing to say.</param>
    public static IReadOnlyList<string> Sentences(Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        if (SiblingComparison.Of(profile, LabelNames.Pod) is not { Differences: [_, ..] found, Parts: var parts })
            return [];
        string noun = Headline.Noun(profile.SampleTypes[profile.DefaultSampleType]);
        int siblings = parts - found.Count;
        List<string> sentences = [.. found.Take(Most).Select(one => Sentence(one, siblings, noun))];
        if (found.Count > Most)
            sentences.Add(string.Create(CultureInfo.InvariantCulture, $"{found.Count - Most} more pods differ: {string.Join(", ", found.Skip(Most).Select(one => one.Name))}"));
        return sentences;
    }

    private static string Sentence(SiblingDifference one, int siblings, string noun)
    {
        string others = siblings == 1 ? "the other" : string.Create(CultureInfo.InvariantCulture, $"the {siblings} others");
        return $"pod {one.Name} differs from {others}: {one.Frame.Place(one.Frame.StartLine)} takes {ValueText.Percent(one.Share)} of its {noun}, "
            + $"and {ValueText.Percent(one.SiblingShare)} of {(siblings == 1 ? "that one's" : "theirs")}";
    }
}
