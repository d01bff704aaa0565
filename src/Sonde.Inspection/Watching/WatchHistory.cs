namespace Sonde.Inspection.Watching;

/// <summary>The intervals of a watch, in bounded memory however long it takes.</summary>
internal sealed class WatchHistory
{
    /// <summary>As many as the widest screen shows, and as many as a trend needs.</summary>
    internal const int MostRecent = 512, MostWhole = 4096;

    private readonly List<WatchColumn> _recent = [], _whole = [];
    private int _merged = 1, _pending;

    /// <summary>The latest ones.</summary>
    public IReadOnlyList<WatchColumn> Recent => _recent;

    /// <summary>All of them; of a long watch several are put into one.</summary>
    public IReadOnlyList<WatchColumn> Whole => _whole;

    /// <summary>Adds an interval.</summary>
    public void Add(WatchColumn column)
    {
        if (_recent.Count == MostRecent)
            _recent.RemoveAt(0);
        _recent.Add(column);
        if (_pending > 0)
            _whole[^1] = Join(_whole[^1], column);
        else
            _whole.Add(column);
        _pending = (_pending + 1) % _merged;
        if (_whole.Count < MostWhole || _pending > 0)
            return;
        for (int i = 0; i < MostWhole / 2; i++)
            _whole[i] = Join(_whole[2 * i], _whole[(2 * i) + 1]);
        _whole.RemoveRange(MostWhole / 2, MostWhole / 2);
        _merged *= 2;
    }

    private static WatchColumn Join(WatchColumn one, WatchColumn next) =>
        next with { Least = Math.Min(one.Least, next.Least), Most = Math.Max(one.Most, next.Most), Cpus = Math.Max(one.Cpus, next.Cpus) };
}
