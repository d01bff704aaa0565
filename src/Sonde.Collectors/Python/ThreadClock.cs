using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Python;

/// <summary>CPU time of a thread since its last sample, as the kernel counts it: what its next sample stands for.</summary>
internal struct ThreadClock
{
    /// <summary>A sample stands for at least this part of a period.</summary>
    private const int LeastWeight = 4;

    /// <summary>
    /// A thread that did not run when it was looked at is looked at again once it has run for this part of a period: a hundred that wait
    /// for the GIL wake up every 5 ms for some microseconds, so that each look finds almost all of them asleep.
    /// </summary>
    private const int LookAgain = 16;

    private ThreadSchedule _schedule;
    private ulong _runAtLook;

    /// <summary>Nanoseconds that no sample stands for yet.</summary>
    public long Unsampled { get; private set; }

    /// <summary>Whether the kernel's account of the thread was read at all.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>It was running, or ready to, at the last look.</summary>
    public bool WasRunning { get; private set; }

    /// <summary>True when the thread cannot have run since the last look: it was not running, and has begun no timeslice.</summary>
    public readonly bool HasRested(in ThreadSchedule schedule) => MayRest(schedule) && schedule == _schedule;

    /// <summary>True when a thread that did not run at the last look has run for too short since to be looked at.</summary>
    public readonly bool HasHardlyRun(in ThreadSchedule schedule, long period) => MayRest(schedule)
        && (Unsampled + RunSince(schedule) < period / LeastWeight || (long)(schedule.RunNanoseconds - _runAtLook) < period / LookAgain);

    /// <summary>Takes in what the kernel says now about its run time.</summary>
    public void Account(in ThreadSchedule schedule)
    {
        if (IsKnown)
            Unsampled += RunSince(schedule);
        (_schedule, IsKnown) = (schedule, true);
    }

    /// <summary>Takes in what the kernel says now.</summary>
    /// <param name="schedule">Its run time.</param>
    /// <param name="isRunning">It runs, or is ready to.</param>
    /// <param name="period">Nanoseconds between two ticks.</param>
    public void Look(in ThreadSchedule schedule, bool isRunning, long period)
    {
        // A kernel that does not count: what runs at the tick has run since the last.
        if (schedule == default && isRunning)
            Unsampled = period;
        Account(schedule);
        (WasRunning, _runAtLook) = (isRunning, schedule.RunNanoseconds);
    }

    /// <summary>True when a sample is worth taking.</summary>
    public readonly bool IsDue(long period) => WasRunning && Unsampled >= period / LeastWeight;

    /// <summary>The time that a sample stands for; the next begins at zero.</summary>
    public long Take()
    {
        long time = Unsampled;
        Unsampled = 0;
        return time;
    }

    private readonly bool MayRest(in ThreadSchedule schedule) => IsKnown && !WasRunning && schedule != default;

    private readonly long RunSince(in ThreadSchedule schedule) => (long)(schedule.RunNanoseconds - _schedule.RunNanoseconds);
}
