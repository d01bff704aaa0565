using System.Globalization;

namespace Sonde.Profiles.Formats.PerfScript;

/// <summary>The events of a recording and what a sample of each is worth.</summary>
internal sealed class PerfScriptEvents
{
    // A file of noise must not make a profile of a million columns.
    private const int MaxEvents = 64;

    private readonly List<string> _names = [];
    private readonly List<SampleType> _types = [SampleType.Samples];
    private bool _hasPeriods;
    private long? _first, _last;

    /// <summary>Number of samples, then one for each event; only the first when there is one event and no period.</summary>
    public IReadOnlyList<SampleType> SampleTypes => _names.Count > 1 || _hasPeriods ? _types : [SampleType.Samples];

    /// <summary>The first event where there is one.</summary>
    public int DefaultSampleType => SampleTypes.Count > 1 ? 1 : 0;

    /// <summary>Nanoseconds from the first to the last sample; 0 when no time is printed.</summary>
    public long Duration => Math.Max(0, (_last - _first) ?? 0);

    /// <summary>All events for people.</summary>
    public string Names => string.Join('+', _names);

    /// <summary>Records that perf lost, as far as it printed them.</summary>
    public long Lost { get; private set; }

    /// <summary>Learns from a line.</summary>
    public void Look(ReadOnlySpan<char> line)
    {
        if (line.IsEmpty || line[0] == '\t')
            return;
        // … PERF_RECORD_LOST lost 12, …
        int lost = line.IndexOf("PERF_RECORD_LOST", StringComparison.Ordinal);
        if (lost >= 0 && line.LastIndexOf("lost ", StringComparison.Ordinal) is > 0 and var at
            && long.TryParse(line[(at + 5)..].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long count))
            Lost += count;
        if (!PerfScriptHeader.TryParse(line, out PerfScriptHeader header) || !header.IsCertain)
            return;
        _first = Min(_first, header.Time);
        _last = Max(_last, header.Time);
        _hasPeriods |= header.Period is not null;
        if (IndexOf(header.Event) >= 0 || header.Event.IsEmpty || _names.Count == MaxEvents)
            return;
        string name = header.Event.ToString();
        _names.Add(name);
        // These two count nanoseconds (kernel/events/core.c).
        string kind = name.Split(':')[0];
        _types.Add(kind is "cpu-clock" or "task-clock" && !_types.Contains(SampleType.Cpu) ? SampleType.Cpu : new SampleType(name, "count"));
    }

    /// <summary>Index of an event; -1 for one that is not known.</summary>
    public int IndexOf(ReadOnlySpan<char> name)
    {
        for (int i = 0; i < _names.Count; i++)
        {
            if (name.SequenceEqual(_names[i]))
                return i;
        }

        return -1;
    }

    /// <summary>Sets the values of one sample.</summary>
    public void Fill(Span<long> values, int index, long? period)
    {
        values.Clear();
        values[0] = 1;
        if (index >= 0 && SampleTypes.Count > 1)
            values[index + 1] = period ?? 1;
    }

    private static long? Min(long? a, long? b) => a is null || b < a ? b ?? a : a;

    private static long? Max(long? a, long? b) => a is null || b > a ? b ?? a : a;
}
