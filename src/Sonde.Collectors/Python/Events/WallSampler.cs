using Sonde.Linux.Procfs;
using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>
/// Samples every thread at every tick, worth the time since its last sample, so that the times of a thread add up to how long it lived while
/// sampling went on. A thread that has begun no timeslice since it was seen asleep has not moved: it costs one read of its schedule.
/// </summary>
internal sealed class WallSampler(SamplerContext context) : ThreadSampler(context)
{
    /// <inheritdoc/>
    public override void Tick(List<SampledThread> threads, long now)
    {
        foreach (SampledThread thread in threads)
            Sample(thread, now);
    }

    /// <inheritdoc/>
    public override void LookLast(List<SampledThread> threads, long now)
    {
        foreach (SampledThread thread in threads)
        {
            if (thread.IsKnown)
                thread.Unsampled = now - thread.LastSeen;
        }
    }

    /// <inheritdoc/>
    public override void Complete(SampledThread thread)
    {
        if (thread.LastStack != StackId.Empty && thread.Unsampled > 0)
            Add(thread, 0, thread.Unsampled);
    }

    private void Sample(SampledThread thread, long now)
    {
        if (!Context.Schedules.TryRead(thread.Identity.Thread, out ThreadSchedule schedule))
        {
            Context.MustRefresh = true;
            return;
        }

        long elapsed = thread.IsKnown ? now - thread.LastSeen : 0;
        if (thread.IsAtRest && schedule.Timeslices == thread.Schedule.Timeslices)
        {
            thread.LastSeen = now;
            bool holdsGil = Context.Gil.IsHolder(thread.Identity.State);
            if (holdsGil != thread.LastState.HoldsGil)
                SetState(thread, thread.LastState with { HoldsGil = holdsGil });
            if (thread.LastStack == StackId.Empty)
                return;
            Context.Counts.Taken++;
            Add(thread, 1, elapsed);
            return;
        }

        thread.IsAtRest = false;
        if (!Context.Hold.TryLook(thread.Identity.Thread, out _))
        {
            Context.MustRefresh = true;
            return;
        }

        // What is torn stays for the next sample to stand for.
        if (!TryReadStack(thread, out StackId stack))
            return;
        schedule = Context.Hold.Schedule;
        PythonThreadState state = Context.Stacks.State;
        thread.IsAtRest = Context.Stacks.WasHeld && state.Condition != ThreadCondition.Running;
        double waited = schedule.WaitNanoseconds - (double)thread.Schedule.WaitNanoseconds;
        double ready = waited + schedule.RunNanoseconds - thread.Schedule.RunNanoseconds;
        double runnableShare = thread.IsKnown && ready > 0 ? waited / ready : 0;
        thread.Schedule = schedule;
        thread.LastSeen = now;
        thread.IsKnown = true;
        thread.LastStack = stack;
        if (stack == StackId.Empty)
            return;
        thread.LastTask = TaskOf(thread);
        if (state.Condition == ThreadCondition.Running)
            SampleReady(thread, state, elapsed, (long)(elapsed * runnableShare));
        else
            SampleAs(thread, state, 1, elapsed);
    }

    /// <summary>Who reads a running thread has taken its CPU: whether it had one before is only told by the kernel's account of both times.</summary>
    private void SampleReady(SampledThread thread, PythonThreadState state, long elapsed, long runnable)
    {
        bool isMostlyRunnable = runnable > elapsed / 2;
        PythonThreadState waiting = state with { Condition = ThreadCondition.Runnable };
        (PythonThreadState lesser, long less) = isMostlyRunnable ? (state, elapsed - runnable) : (waiting, runnable);
        if (less > 0)
            SampleAs(thread, lesser, 0, less);
        SampleAs(thread, isMostlyRunnable ? waiting : state, 1, elapsed - less);
    }

    private void SampleAs(SampledThread thread, PythonThreadState state, long samples, long time)
    {
        SetState(thread, state);
        Add(thread, samples, time);
    }

    private static void SetState(SampledThread thread, PythonThreadState state)
    {
        thread.LastState = state;
        thread.LastLabels = thread.Labels.For(state, thread.LastTask);
    }

    private void Add(SampledThread thread, long samples, long time)
    {
        Context.Writer.Add(thread.LastStack, thread.LastLabels, samples, time);
        if (thread.LastState.Condition == ThreadCondition.GilWait)
            Context.Counts.GilWaitTime += time;
        else if (thread.LastState.Condition is ThreadCondition.Running or ThreadCondition.Runnable)
            Context.Counts.ReadyTime += time;
    }
}
