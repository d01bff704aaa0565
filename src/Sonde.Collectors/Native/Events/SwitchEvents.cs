using Sonde.Linux.Perf;

namespace Sonde.Collectors.Native.Events;

/// <summary>
/// How threads are watched that leave and enter CPUs: <c>sched:sched_switch</c> where that may be used, because it tells what the
/// thread waits for, else the kernel's count of switches. Both come with records of the times.
/// </summary>
internal sealed class SwitchEvents
{
    /// <summary>Positions among the requests.</summary>
    public const int SwitchRequest = 1, WakingRequest = 2, CpuRequest = 3;

    /// <summary>Each switch brings a stack: a ring holds a thousand of them.</summary>
    public const int RingBytes = 8 << 20;

    // Threads that wait are seldom deeper than this, and it is copied each time.
    private const int MaxStackBytes = 8 * 1024;

    private readonly TraceEvents _tracepoints;
    private readonly bool _wakerStacks;

    /// <summary>Prepares.</summary>
    /// <param name="tracepoints">The kernel's tracepoints.</param>
    /// <param name="wakerStacks">Show the stack of whoever ended a wait.</param>
    public SwitchEvents(TraceEvents tracepoints, bool wakerStacks)
    {
        _tracepoints = tracepoints;
        _wakerStacks = wakerStacks;
    }

    /// <summary>True when the stack of whoever ended a wait is shown.</summary>
    public bool HasWakerStacks => _wakerStacks;

    /// <summary>Where <c>sched_switch</c> records the thread's state; null when it is not used.</summary>
    public TracepointField? State { get; private set; }

    /// <summary>Where <c>sched_waking</c> records who is woken, and in what context; null when it is not used.</summary>
    public (TracepointField Thread, TracepointField Flags)? Waking { get; private set; }

    /// <summary>Why the tracepoints are not used; null when they are.</summary>
    public string? Problem => _tracepoints.Problem;

    /// <summary>What to open.</summary>
    /// <param name="stackBytes">Bytes of stack for each sample.</param>
    /// <param name="cpuRate">Samples per second on a CPU; 0 for none.</param>
    public IReadOnlyList<PerfEventRequest> Requests(int stackBytes, int cpuRate)
    {
        int switchBytes = Math.Min(stackBytes, MaxStackBytes);
        List<PerfEventSpec> candidates = [PerfEventSpec.ContextSwitches];
        State = _tracepoints.TryReadFormat("sched", "sched_switch")?.Find("prev_state");
        if (State is not null && _tracepoints.TryFind("sched", "sched_switch") is { } tracepoint)
            candidates.Insert(0, tracepoint);
        PerfEventSpec? waking = _tracepoints.TryFind("sched", "sched_waking");
        if (waking is not null && _tracepoints.TryReadFormat("sched", "sched_waking") is { } format
            && format.Find("pid") is { } thread && format.Find("common_flags") is { } flags)
            Waking = (thread, flags);
        List<PerfEventRequest> requests =
        [
            // Times must not be lost, whatever becomes of the stacks.
            new([PerfEventSpec.Records with { RecordsSwitches = true }], 0) { HasOwnRing = true, HasCallchain = false },
            new(candidates, switchBytes),
            new(Waking is null ? [] : [waking!], _wakerStacks ? switchBytes : 0) { IsOptional = true, HasCallchain = _wakerStacks },
        ];
        if (cpuRate > 0)
            requests.Add(CpuEvent.RequestFor(cpuRate, stackBytes));
        return requests;
    }
}
