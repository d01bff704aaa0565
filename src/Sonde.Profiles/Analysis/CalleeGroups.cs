using System.Runtime.InteropServices;

namespace Sonde.Profiles.Analysis;

/// <summary>
/// Sorts what one node calls into groups, one for each function (or line): those become its callees. Used for one node after
/// the other, so that nothing is allocated for most of them.
/// </summary>
internal sealed class CalleeGroups
{
    private const int None = -1;

    // Few groups are sorted faster by insertion, and most nodes have few.
    private const int FewGroups = 16;

    private readonly FrameTable _frames;
    private readonly bool _byLine;
    private readonly int[] _ranks;
    private readonly int[] _groupOf;
    private readonly long[] _lineTotals;
    private readonly bool[] _isLineSeen;
    private readonly List<int> _lines = [];
    private readonly List<Group> _groups = [];
    private readonly List<CallPlace> _places = [];

    public CalleeGroups(FrameTable frames, bool byLine)
    {
        (_frames, _byLine) = (frames, byLine);
        _ranks = RankByName(frames);
        _groupOf = new int[byLine ? frames.Lines.Count : frames.Functions.Count];
        Array.Fill(_groupOf, None);
        _lineTotals = new long[frames.Lines.Count];
        _isLineSeen = new bool[frames.Lines.Count];
    }

    /// <summary>One callee.</summary>
    public struct Group
    {
        /// <summary>The line with the greatest total; of equals the lowest number.</summary>
        public int Line;

        /// <summary>Value of its places.</summary>
        public long Total;

        /// <summary>Number of its places.</summary>
        public int Count;

        /// <summary>Place of the group in order of arrival.</summary>
        public int Arrival;
    }

    /// <summary>Adds a place that the node calls.</summary>
    public void Add(CallPlace place, long total)
    {
        _places.Add(place);
        int line = place.Line;
        ref int index = ref _groupOf[ItemOf(line)];
        if (index == None)
        {
            index = _groups.Count;
            _groups.Add(new Group { Line = line, Arrival = index });
        }

        ref Group group = ref CollectionsMarshal.AsSpan(_groups)[index];
        group.Total += total;
        group.Count++;
        if (!_isLineSeen[line])
        {
            _isLineSeen[line] = true;
            _lines.Add(line);
        }

        _lineTotals[line] += total;
    }

    /// <summary>
    /// Ends the groups of a node and begins with the next: the groups, the greatest last, and their places in that order.
    /// </summary>
    /// <param name="groups">Receives the groups.</param>
    /// <param name="places">The places are added to it.</param>
    public void Take(List<Group> groups, List<CallPlace> places)
    {
        groups.Clear();
        if (_places.Count == 0)
            return;
        FindHottestLines();
        groups.AddRange(CollectionsMarshal.AsSpan(_groups));
        Sort(CollectionsMarshal.AsSpan(groups));
        // From now on a group's number is where its next place goes.
        int next = places.Count;
        foreach (ref Group group in CollectionsMarshal.AsSpan(groups))
        {
            _groupOf[ItemOf(group.Line)] = next;
            next += group.Count;
        }

        CollectionsMarshal.SetCount(places, next);
        Span<CallPlace> sorted = CollectionsMarshal.AsSpan(places);
        foreach (ref CallPlace place in CollectionsMarshal.AsSpan(_places))
            sorted[_groupOf[ItemOf(place.Line)]++] = place;
        foreach (ref Group group in CollectionsMarshal.AsSpan(groups))
            _groupOf[ItemOf(group.Line)] = None;
        _groups.Clear();
        _places.Clear();
    }

    private void FindHottestLines()
    {
        Span<Group> groups = CollectionsMarshal.AsSpan(_groups);
        foreach (int line in _lines)
        {
            ref Group group = ref groups[_groupOf[ItemOf(line)]];
            long total = _lineTotals[line], most = _lineTotals[group.Line];
            if (total > most || (total == most && _frames.Lines[line].Number < _frames.Lines[group.Line].Number))
                group.Line = line;
        }

        foreach (int line in _lines)
        {
            _lineTotals[line] = 0;
            _isLineSeen[line] = false;
        }

        _lines.Clear();
    }

    private int ItemOf(int line) => _byLine ? line : _frames.Lines[line].Function;

    private void Sort(Span<Group> groups)
    {
        if (groups.Length > FewGroups)
        {
            groups.Sort(Compare);
            return;
        }

        for (int i = 1; i < groups.Length; i++)
        {
            Group group = groups[i];
            int to = i;
            for (; to > 0 && Compare(groups[to - 1], group) > 0; to--)
                groups[to] = groups[to - 1];
            groups[to] = group;
        }
    }

    private int Compare(Group a, Group b)
    {
        if (a.Total != b.Total)
            return a.Total.CompareTo(b.Total);
        int order = _ranks[b.Line].CompareTo(_ranks[a.Line]);
        return order != 0 ? order : b.Arrival.CompareTo(a.Arrival);
    }

    /// <summary>The place of each line when all are ordered by name, file and number: equal totals are common.</summary>
    private static int[] RankByName(FrameTable frames)
    {
        int CompareFunctions(int a, int b)
        {
            int order = string.CompareOrdinal(frames.Functions[a].Name, frames.Functions[b].Name);
            return order != 0 ? order : string.CompareOrdinal(frames.Functions[a].FileName, frames.Functions[b].FileName);
        }

        int[] functions = RankAll(frames.Functions.Count, CompareFunctions);
        return RankAll(frames.Lines.Count, (a, b) =>
            (functions[frames.Lines[a].Function], frames.Lines[a].Number).CompareTo((functions[frames.Lines[b].Function], frames.Lines[b].Number)));
    }

    private static int[] RankAll(int count, Comparison<int> compare)
    {
        int[] sorted = [.. Enumerable.Range(0, count)];
        Array.Sort(sorted, compare);
        var ranks = new int[count];
        for (int i = 1; i < count; i++)
            ranks[sorted[i]] = ranks[sorted[i - 1]] + (compare(sorted[i - 1], sorted[i]) == 0 ? 0 : 1);
        return ranks;
    }
}
