using Sonde.Linux.Procfs;
using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>
/// Samples threads that run, or are ready to. Each sample stands for all CPU time since the thread's last one, so that the times of a
/// thread add up to what the kernel says it used: a thread that mostly waits for a CPU, or wakes up every 5 ms to ask for the GIL, gets
/// many samples of little weight or few, but never too much time.
/// </summary>
internal sealed class CpuSampler(SamplerContext context) : ThreadSampler(context)
{
    /// <summary>
    /// From this period on, in nanoseconds, the kernel brings the run time of a thread that runs up to date within a period: it does so
    /// at its own ticks, which are at most 10 ms apart (CONFIG_HZ=100), and at each change of threads.
    /// </summary>
    private const long LongPeriod = 10_000_000;

    /// <summary>
    /// How many threads that did not run, and do not hold the GIL, are looked at in a tick, in turn: that a thousand wait costs no more
    /// than that thirty do. One that begins to run without the GIL is seen a few ticks later, and its next sample stands for that time too.
    /// </summary>
    private const int QuietThreads = 30;

    private int _turn;

    /// <inheritdoc/>
    public override void Tick(List<SampledThread> threads, long now)
    {
        _turn = threads.Count > 0 ? (_turn + QuietThreads) % threads.Count : 0;
        for (int i = 0; i < threads.Count; i++)
        {
            SampledThread thread = threads[i];
            bool isTurn = (i - _turn + threads.Count) % threads.Count < QuietThreads;
            if ((isTurn || !thread.Clock.IsKnown || thread.Clock.WasRunning || Context.Gil.IsHolder(thread.Identity.State)) && IsDue(thread))
                Sample(thread);
        }
    }

    /// <summary>A thread that was never caught running (it only woke up to ask for the GIL) is where it was all the time: where it is now.</summary>
    public override void LookLast(List<SampledThread> threads, long now)
    {
        foreach (SampledThread thread in threads)
        {
            if (!Context.Hold.TryLook(thread.Identity.Thread, out ThreadSchedule schedule))
                continue;
            thread.Clock.Account(schedule);
            if (thread.Clock.Unsampled > 0 && thread.LastStack == StackId.Empty
                && Context.Stacks.Read(thread.Identity, thread.Plan) == StackOutcome.Complete)
            {
                thread.LastStack = Context.Writer.StackOf(Context.Stacks.Frames);
                thread.LastLabels = thread.Labels.For(StateOf(Context.Stacks.State), TaskOf(thread));
            }
        }
    }

    /// <inheritdoc/>
    public override void Complete(SampledThread thread)
    {
        if (thread.LastStack != StackId.Empty && thread.Clock.Unsampled > 0)
            Context.Writer.Add(thread.LastStack, thread.LastLabels, 0, thread.Clock.Unsampled);
    }

    private bool IsDue(SampledThread thread)
    {
        if (!Context.Schedules.TryRead(thread.Identity.Thread, out ThreadSchedule schedule))
        {
            Context.MustRefresh = true;
            return false;
        }

        // One that was not running and has begun no timeslice has not run; and one that woke up to ask for the GIL, as all that wait
        // for it do every 5 ms, has run for too short. Its state, which costs four times as much to read, does not matter then.
        if (thread.Clock.HasRested(schedule))
            return false;
        if (Context.Period >= LongPeriod && thread.Clock.HasHardlyRun(schedule, Context.Period))
        {
            thread.Clock.Account(schedule);
            return false;
        }

        if (!Context.Hold.TryLook(thread.Identity.Thread, ref schedule, out ThreadActivity activity))
        {
            Context.MustRefresh = true;
            return false;
        }

        thread.Clock.Look(schedule, activity.State == ProcessState.Running, Context.Period);
        return thread.Clock.IsDue(Context.Period);
    }

    private void Sample(SampledThread thread)
    {
        long taken = Context.Counts.Taken;
        bool isRead = TryReadStack(thread, out StackId stack);
        if (Context.Counts.Taken == taken)
            return; // gone: its time stays for the thread's last stack
        long time = thread.Clock.Take();
        if (!isRead || stack == StackId.Empty)
            return;
        thread.LastStack = stack;
        thread.LastLabels = thread.Labels.For(StateOf(Context.Stacks.State), TaskOf(thread));
        Context.Writer.Add(stack, thread.LastLabels, 1, time);
    }

    // The time it stands for was spent on a CPU, also when the thread went to sleep just before its stack was read.
    private static PythonThreadState StateOf(PythonThreadState state) => new(ThreadCondition.Running, state.HoldsGil);
}
