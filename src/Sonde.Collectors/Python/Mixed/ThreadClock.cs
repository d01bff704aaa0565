using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>CPU time of a thread since its last sample, as the kernel counts it: what its next sample stands for.</summary>
internal struct ThreadClock
{
    /// <summary>A sample stands for at least this part of a period.</summary>
    private const int LeastWeight = 4;

    private ThreadSchedule _schedule;
    private bool _isKnown;
    private bool _wasRunning;

    /// <summary>Nanoseconds that no sample stands for yet.</summary>
    public long Unsampled { get; private set; }

    /// <summary>True when the thread cannot have run since the last look: it was not running, and has begun no timeslice.</summary>
    public readonly bool HasRested(in ThreadSchedule schedule) =>
        _isKnown && !_wasRunning && schedule == _schedule && schedule != default;

    /// <summary>Takes in what the kernel says now.</summary>
    /// <param name="schedule">Its run time.</param>
    /// <param name="isRunning">It runs, or is ready to.</param>
    /// <param name="period">Nanoseconds between two ticks.</param>
    public void Look(in ThreadSchedule schedule, bool isRunning, long period)
    {
        // A kernel that does not count: what runs at the tick has run since the last.
        if (schedule == default && isRunning)
            Unsampled = period;
        if (_isKnown)
            Unsampled += (long)(schedule.RunNanoseconds - _schedule.RunNanoseconds);
        (_schedule, _isKnown, _wasRunning) = (schedule, true, isRunning);
    }

    /// <summary>True when a sample is worth taking.</summary>
    public readonly bool IsDue(long period) => _wasRunning && Unsampled >= period / LeastWeight;

    /// <summary>The time that a sample stands for; the next begins at zero.</summary>
    public long Take()
    {
        long time = Unsampled;
        Unsampled = 0;
        return time;
    }
}
