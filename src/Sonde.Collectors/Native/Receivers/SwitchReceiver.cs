using System.Globalization;
using System.Runtime.InteropServices;
using Sonde.Collectors.Native.Events;
using Sonde.Linux.Perf;

namespace Sonde.Collectors.Native.Receivers;

/// <summary>
/// Adds up the time that threads are not on a CPU: from the record that one has left to the record that it comes back, with the
/// stack of the sample right before the former. Samples of time on a CPU are counted beside it, so that both together are the
/// threads' whole time.
/// </summary>
internal sealed class SwitchReceiver : SampleReceiver
{
    // common_flags of a tracepoint (enum trace_flag_type, include/linux/trace_events.h): in a hardware or software interrupt.
    private const long InInterrupt = 0x08 | 0x10;

    private readonly SwitchEvents _events;
    private readonly WaitingStacks _waiting;
    private readonly long _cpuPeriod;
    private readonly List<ThreadClock> _clocks = [];
    private long _unpaired;

    public SwitchReceiver(ReceiverContext context, SwitchEvents events)
        : base(context)
    {
        _events = events;
        _waiting = new WaitingStacks(context);
        _cpuPeriod = context.Rate > 0 ? 1_000_000_000 / context.Rate : 0;
    }

    /// <inheritdoc/>
    public override IEnumerable<(string Name, string Value)> Notes
    {
        get
        {
            PerfSession session = Context.Session;
            string used = session.SpecOf(SwitchEvents.SwitchRequest).Name;
            string? problem = session.RefusalOf(SwitchEvents.SwitchRequest) ?? _events.Problem;
            yield return ("off_cpu", problem is null
                ? $"{used}, times from the kernel's switch records"
                : $"{used} instead of sched:sched_switch, which does not tell what a thread waits for: {problem}");
            if (_events.Waking is null || session.IsRefused(SwitchEvents.WakingRequest))
            {
                yield return (
                    "wakers", $"not recorded: {session.RefusalOf(SwitchEvents.WakingRequest) ?? _events.Problem ?? "no sched:sched_waking"}");
            }
            else if (session.Scope == PerfScope.Threads)
            {
                yield return ("wakers", "those that are threads of the target");
            }

            if (_unpaired > 0)
            {
                yield return ("off_cpu_unpaired", string.Create(
                    CultureInfo.InvariantCulture, $"{_unpaired} times a thread's way back to a CPU was lost, and its time with it"));
            }

            if (_waiting.NotRead > 0)
            {
                yield return ("off_cpu_no_stack", string.Create(
                    CultureInfo.InvariantCulture, $"of {_waiting.NotRead} threads that waited from the beginning the stack could not be read"));
            }
        }
    }

    /// <inheritdoc/>
    public override bool OnAnySample(int request, TargetThread? thread, in PerfRecord record)
    {
        if (request != SwitchEvents.WakingRequest)
            return false;
        if (_events.Waking is { } fields && Context.Targets.FindLive((int)fields.Thread.Read(record.Raw)) is { Process.IsAttached: true } woken)
        {
            ref ThreadClock clock = ref ClockOf(woken);
            if (clock.OffSince != 0)
            {
                clock.Waker = (fields.Flags.Read(record.Raw) & InInterrupt) != 0 ? SampleDetail.Interrupt
                    : thread is { Process.IsAttached: true } ? thread.Index
                    : SampleDetail.Stranger;
                if (clock.Waker >= 0)
                    thread!.IsUsed = true;
                clock.WakerStack = _events.HasWakerStacks && clock.Waker >= 0 ? Math.Max(0, Context.Enter(thread!, record)) : 0;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override void OnSample(int request, TargetThread thread, in PerfRecord record)
    {
        ref ThreadClock clock = ref ClockOf(thread);
        if (request == SwitchEvents.CpuRequest)
        {
            clock = new ThreadClock { IsKnown = true }; // what was read of its wait is from before
            Context.Samples.Count(Context.Enter(thread, record), thread.Index, new SampleDetail(ThreadWait.Running), _cpuPeriod);
            return;
        }

        clock.IsKnown = true;
        clock.NextStack = Context.Enter(thread, record);
        clock.NextWait = _events.State is { } field && record.Raw.Length > 0
            ? ThreadWaits.FromSwitch(field.Read(record.Raw))
            : ThreadWait.None;
    }

    /// <inheritdoc/>
    public override void OnSwitch(TargetThread thread, in PerfRecord record)
    {
        ref ThreadClock clock = ref ClockOf(thread);
        if (record.IsSwitchOut)
        {
            if (clock.OffSince != 0 && clock.ReadAt == 0)
                _unpaired++;
            clock.OffSince = record.Time;
            clock.Stack = clock.NextStack != 0 ? clock.NextStack : Context.Samples.EnterEmpty(thread.Process.Space);
            clock.Wait = record.IsPreempted ? ThreadWait.Runnable
                : clock.NextWait != ThreadWait.None ? clock.NextWait
                : ThreadWait.Blocked;
            clock.Waker = SampleDetail.NoWaker;
            (clock.WakerStack, clock.NextStack, clock.NextWait, clock.ReadAt, clock.IsKnown) = (0, 0, ThreadWait.None, 0, true);
            return;
        }

        // It was off its CPU from the beginning; nobody had yet looked where.
        if (!clock.IsKnown && clock.OffSince == 0)
            clock = new ThreadClock { OffSince = thread.Process.Since, Wait = ThreadWait.Blocked, Waker = SampleDetail.NoWaker };
        if (clock.ReadAt > record.Time)
            clock.Stack = 0;
        Close(ref clock, thread, record.Time);
    }

    /// <inheritdoc/>
    public override bool NeedsWaiting => true;

    /// <inheritdoc/>
    public override void OnAttached(TargetProcess process, ulong since, Action between)
    {
        foreach (TargetThread thread in Context.Targets.LiveThreadsOf(process).ToArray())
        {
            if (!ClockOf(thread).IsKnown && _waiting.TryRead(thread, out ThreadWait wait, out int stack, out ulong readAt))
                ClockOf(thread) = new ThreadClock { OffSince = since, Stack = stack, Wait = wait, Waker = SampleDetail.NoWaker, ReadAt = readAt };
            between();
        }
    }

    /// <inheritdoc/>
    public override void OnCreated(TargetThread thread, ulong time) => ClockOf(thread) = new ThreadClock
    {
        OffSince = time,
        Stack = Context.Samples.EnterEmpty(thread.Process.Space),
        Wait = ThreadWait.Starting,
        Waker = SampleDetail.NoWaker,
        IsKnown = true,
    };

    /// <inheritdoc/>
    public override void OnEnded(TargetThread thread) => ClockOf(thread) = default;

    /// <inheritdoc/>
    public override void End(ulong time)
    {
        _waiting.BeginEnd();
        foreach (TargetThread thread in Context.Targets.Threads.All)
        {
            if (thread.Index >= _clocks.Count || !thread.Process.IsAttached)
                continue;
            ref ThreadClock clock = ref ClockOf(thread);
            // It has waited from the beginning, so that its stack is still the one from then.
            if (clock is { ReadAt: not 0, Stack: 0 })
                clock.Stack = _waiting.TryRead(thread);
            Close(ref clock, thread, time);
        }
    }

    private void Close(ref ThreadClock clock, TargetThread thread, ulong time)
    {
        if (clock.OffSince != 0 && time > clock.OffSince)
        {
            if (clock.Stack == 0)
            {
                // A kernel thread has none that could be read.
                if (!thread.Process.Space.HasNoCode)
                    _waiting.CountNotRead();
                clock.Stack = Context.Samples.EnterEmpty(thread.Process.Space);
            }

            thread.IsUsed = true;
            Context.Samples.Count(
                clock.Stack, thread.Index, new SampleDetail(clock.Wait, clock.Waker, clock.WakerStack), (long)(time - clock.OffSince));
        }

        clock = new ThreadClock { IsKnown = true };
    }

    private ref ThreadClock ClockOf(TargetThread thread)
    {
        if (thread.Index >= _clocks.Count)
            CollectionsMarshal.SetCount(_clocks, Math.Max(thread.Index + 1, _clocks.Count + (_clocks.Count / 2)));
        return ref CollectionsMarshal.AsSpan(_clocks)[thread.Index];
    }
}
