using Sonde.Linux.Cgroups;

namespace Sonde.Inspection.Watching;

/// <summary>
/// Follows the memory that a target needs: reads one number at each tick, and what it consists of ten times a second and at each new
/// peak.
/// </summary>
/// <param name="gauge">Reads the memory.</param>
/// <param name="sizes">Reads the processes.</param>
internal sealed class MemoryTrack(MemoryGauge gauge, ProcessSizes sizes)
{
    /// <summary>How often the parts are read when nothing happens.</summary>
    private static readonly TimeSpan PartsEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>A new peak that is less than this share above the last one gives no new account of what grew.</summary>
    private const double PeakStep = 0.005;

    private readonly ValueDistribution _values = new();
    private MemoryParts _parts, _calm;
    private TimeSpan _partsAt = TimeSpan.MinValue, _lastAt;
    private long _columnLeast = long.MaxValue, _columnMost, _calmBytes, _accounted;
    private double _median;

    /// <summary>Every reading of what was needed, in bytes.</summary>
    public ValueDistribution Values => _values;

    /// <summary>Readings so far.</summary>
    public long Readings => _values.Count;

    /// <summary>The longest time between two readings: what is shorter may have been missed.</summary>
    public TimeSpan LongestGap { get; private set; }

    /// <summary>What was needed at the last reading, in bytes.</summary>
    public long Needed { get; private set; }

    /// <summary>All that was charged at the last reading, in bytes.</summary>
    public long Current { get; private set; }

    /// <summary>The most that was charged, page cache included, in bytes.</summary>
    public long MostCurrent { get; private set; }

    /// <summary>What it consists of.</summary>
    public MemoryParts Parts => _parts;

    /// <summary>The peak so far; null before the first reading.</summary>
    public MemoryPeak? Peak { get; private set; }

    /// <summary>Reads; false when the target has gone.</summary>
    /// <param name="at">Time since the watch began.</param>
    public bool Tick(TimeSpan at)
    {
        if (!gauge.TryReadCurrent(out long current))
            return false;
        if (Readings > 0 && at - _lastAt > LongestGap)
            LongestGap = at - _lastAt;
        _lastAt = at;
        Current = current;
        MostCurrent = Math.Max(MostCurrent, current);
        bool due = _partsAt == TimeSpan.MinValue || at - _partsAt >= PartsEvery;
        if ((due || current - _parts.InactiveFile > (Peak?.Bytes ?? 0)) && gauge.TryReadParts(out MemoryParts parts))
        {
            _parts = parts;
            if (due)
                _partsAt = at;
        }

        Needed = Math.Max(0, current - _parts.InactiveFile);
        _values.Add(Needed);
        (_columnLeast, _columnMost) = (Math.Min(_columnLeast, Needed), Math.Max(_columnMost, Needed));
        if (Peak is null || Needed > Peak.Bytes)
            TakePeak(at);
        else if (due)
            LookForCalm();
        return true;
    }

    /// <summary>Least and most memory needed since the last call.</summary>
    public (long Least, long Most) TakeColumn()
    {
        (long least, long most) = _columnLeast == long.MaxValue ? (Needed, Needed) : (_columnLeast, _columnMost);
        (_columnLeast, _columnMost) = (long.MaxValue, 0);
        return (least, most);
    }

    private void TakePeak(TimeSpan at)
    {
        if (Peak is null)
        {
            sizes.Read();
            Remember();
            Peak = new MemoryPeak(at, Needed, Needed, default, null, "", 0);
            _accounted = Needed;
            return;
        }

        if (Needed < _accounted * (1 + PeakStep))
        {
            Peak = Peak with { At = at, Bytes = Needed };
            return;
        }

        _accounted = Needed;
        sizes.Read();
        MemoryParts growth = _parts.Since(_calm);
        Peak = sizes.Grown() is { } grown
            ? new MemoryPeak(at, Needed, _calmBytes, growth, grown.Process, grown.Name, grown.Growth)
            : new MemoryPeak(at, Needed, _calmBytes, growth, null, "", 0);
    }

    /// <summary>A time at which no more is needed than usual is what a later peak is compared with.</summary>
    private void LookForCalm()
    {
        _median = _values.Percentile(0.5);
        if (Needed > _median)
            return;
        sizes.Read();
        Remember();
    }

    private void Remember()
    {
        sizes.RememberCalm();
        (_calm, _calmBytes) = (_parts, Needed);
    }
}
