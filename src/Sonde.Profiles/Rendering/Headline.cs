using System.Globalization;
using System.Runtime.InteropServices;
using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Rendering;

/// <summary>The answer in one sentence, and the title of a profile.</summary>
public static class Headline
{
    // Below this share the hottest function is not where the time goes.
    private const double Dominates = 0.1;

    /// <summary>For example <c>61.2 % of CPU time is in slow_checksum (app.py:31)</c>.</summary>
    public static string Answer(TopTable top)
    {
        string noun = Noun(top.Tree.SampleType);
        if (top.Entries.Count == 0 || top.Tree.Total == 0)
            return "No samples: nothing of the kind happened while the profile was taken";
        TopEntry hottest = top.Entries[0];
        string place = hottest.Frame.Place(hottest.Line), share = ValueText.Percent(hottest.SelfShare);
        string caller = Caller(top.Tree, hottest);
        return hottest.SelfShare >= Dominates
            ? $"{share} of {noun} is in {place}{caller}"
            : $"No single function dominates: the hottest, {place}, takes {share} of {noun}";
    }

    /// <summary>For example <c>bad-app — CPU, 5.0 s, 412 samples at 99 Hz</c>.</summary>
    /// <param name="profile">The profile; its note <see cref="NoteNames.Target"/> names what was profiled.</param>
    /// <param name="sampleType">What is shown.</param>
    public static string Title(Profile profile, SampleType sampleType)
    {
        string what = Noun(sampleType);
        if (what.EndsWith(" time", StringComparison.Ordinal))
            what = what[..^" time".Length];
        List<string> parts = [profile.Quality.Samples > 0 && what == "samples" ? "all samples" : what];
        if (profile.DurationNanoseconds > 0)
            parts.Add(ValueText.Duration(profile.Duration));
        if (profile.Quality.Samples > 0)
        {
            string rate = profile.Quality.Rate > 0
                ? string.Create(CultureInfo.InvariantCulture, $" at {profile.Quality.Rate:0.##} Hz")
                : "";
            parts.Add($"{ValueText.Count(profile.Quality.Samples)} samples{rate}");
        }

        string facts = string.Join(", ", parts);
        return profile.Quality.Notes.TryGetValue(NoteNames.Target, out string? target) && target.Length > 0
            ? $"{target} — {facts}"
            : facts;
    }

    /// <summary>What a sample type measures, in words: <c>CPU time</c>, <c>wall time</c>, <c>samples</c>, <c>alloc space</c>.</summary>
    public static string Noun(SampleType type) => type switch
    {
        _ when type == SampleType.Cpu => "CPU time",
        _ when type == SampleType.Wall => "wall time",
        _ when type == SampleType.OffCpu => "off-CPU time",
        _ when type == SampleType.Gil => "GIL time",
        // A tracepoint's name is a name, no words.
        _ => type.Type.Length == 0 ? "samples" : type.Type.Contains(':') ? type.Type : type.Type.Replace('_', ' '),
    };

    /// <summary>
    /// Who calls a hot function of a library: the nearest caller from another module, the one that brings most samples.
    /// Empty when the function is interpreted code, which is the user's own in most cases.
    /// </summary>
    private static string Caller(CallTree tree, TopEntry hottest)
    {
        if (hottest.Frame.IsInterpreted)
            return "";
        var callers = new Dictionary<(int Function, int Line), long>();
        ReadOnlySpan<CallTreeNode> nodes = tree.Nodes;
        for (int i = 1; i < nodes.Length; i++)
        {
            if (nodes[i].Function != hottest.Function || nodes[i].Self == 0)
                continue;
            int caller = nodes[i].Parent;
            while (caller > 0 && tree.Frames.Functions[nodes[caller].Function].Module == hottest.Frame.Module)
                caller = nodes[caller].Parent;
            if (caller > 0 && tree.FrameOf(caller) is { Kind: not FrameKind.Group and not FrameKind.Unknown })
                CollectionsMarshal.GetValueRefOrAddDefault(callers, (nodes[caller].Function, nodes[caller].Line), out _) += nodes[i].Self;
        }

        if (callers.Count == 0)
            return "";
        (int function, int line) = callers.MaxBy(caller => caller.Value).Key;
        return $", called by {tree.Frames.Functions[function].Place(line)}";
    }
}
