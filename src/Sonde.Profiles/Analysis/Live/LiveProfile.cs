using System.Runtime.InteropServices;

namespace Sonde.Profiles.Analysis.Live;

/// <summary>
/// Adds up the profiles of a running session's intervals. Memory grows with the functions and threads that were seen, not with time.
/// Used by one thread.
/// </summary>
public sealed class LiveProfile
{
    private readonly Dictionary<Frame, FunctionSums> _functions = [];
    private readonly Dictionary<string, long> _threads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _states = new(StringComparer.Ordinal);
    private long _sum;
    private TimeSpan _elapsed;

    private readonly record struct FunctionSums(long Self, long Total, int Line);

    /// <summary>Adds an interval and tells what is known now.</summary>
    /// <param name="interval">What was sampled in it.</param>
    /// <param name="length">How long it was.</param>
    public LiveTable Add(Profile interval, TimeSpan length)
    {
        CallTree tree = CallTree.Build(interval);
        Dictionary<Frame, TopEntry> now = [];
        foreach (TopEntry entry in TopTable.Build(tree).Entries)
        {
            now[entry.Frame] = entry;
            ref FunctionSums sums = ref CollectionsMarshal.GetValueRefOrAddDefault(_functions, entry.Frame, out _);
            sums = new FunctionSums(sums.Self + entry.Self, sums.Total + entry.Total, entry.Line);
        }

        _sum += tree.Total;
        _elapsed += length;
        return new LiveTable
        {
            SampleType = tree.SampleType,
            Interval = length,
            Elapsed = _elapsed,
            Value = new LiveSums(tree.Total, _sum),
            Functions = [.. _functions
                .Select(pair => Function(pair.Key, pair.Value, now.GetValueOrDefault(pair.Key)))
                .OrderByDescending(function => function.Self.Now)
                .ThenByDescending(function => function.Total.Now)
                .ThenByDescending(function => function.Self.Sum)
                .ThenBy(function => function.Frame.Name, StringComparer.Ordinal)],
            Threads = Group(interval, tree.SampleTypeIndex, _threads, SampleGroups.ThreadName),
            States = Group(interval, tree.SampleTypeIndex, _states, SampleGroups.State),
            Quality = interval.Quality,
        };
    }

    private static LiveFunction Function(Frame frame, FunctionSums sums, TopEntry? now) => new(
        frame, sums.Line, new LiveSums(now?.Self ?? 0, sums.Self), new LiveSums(now?.Total ?? 0, sums.Total));

    private static LiveGroup[] Group(Profile interval, int column, Dictionary<string, long> sums, Func<Profile, LabelSetId, string> nameOf)
    {
        Dictionary<int, string> names = [];
        Dictionary<string, long> now = new(StringComparer.Ordinal);
        for (int sample = 0; sample < interval.SampleCount; sample++)
        {
            LabelSetId labels = interval.LabelsOf(sample);
            if (!names.TryGetValue(labels.Index, out string? name))
                names.Add(labels.Index, name = nameOf(interval, labels));
            if (name.Length == 0)
                continue;
            long value = interval.ValuesOf(sample)[column];
            CollectionsMarshal.GetValueRefOrAddDefault(now, name, out _) += value;
            CollectionsMarshal.GetValueRefOrAddDefault(sums, name, out _) += value;
        }

        return [.. sums
            .Select(pair => new LiveGroup(pair.Key, new LiveSums(now.GetValueOrDefault(pair.Key), pair.Value)))
            .OrderByDescending(group => group.Value.Now)
            .ThenByDescending(group => group.Value.Sum)
            .ThenBy(group => group.Name, StringComparer.Ordinal)];
    }
}
