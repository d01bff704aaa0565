namespace Sonde.Linux.Perf;

/// <summary>One event as the kernel knows it.</summary>
/// <param name="Name">As perf(1) writes it, for example <c>cpu-clock</c> or <c>sched:sched_switch</c>.</param>
/// <param name="Type">Who counts it.</param>
/// <param name="Config">Which of that type's events.</param>
public sealed record PerfEventSpec(string Name, PerfEventType Type, ulong Config)
{
    /// <summary>More of what the unit is told (<c>config1</c>, <c>config2</c>).</summary>
    public ulong Config1 { get; init; }

    /// <inheritdoc cref="Config1"/>
    public ulong Config2 { get; init; }

    /// <summary>The unit (PMU) that counts it; empty for those with numbers of their own.</summary>
    public string Unit { get; init; } = "";

    /// <summary>What of it counts.</summary>
    public PerfEventModifiers Modifiers { get; init; }

    /// <summary>Samples per second that the kernel aims at; 0 takes a sample each <see cref="Period"/> events.</summary>
    public int Frequency { get; init; }

    /// <summary>Events from one sample to the next, when <see cref="Frequency"/> is 0.</summary>
    public ulong Period { get; init; } = 1;

    /// <summary>It happens in the kernel itself, so that nothing is left of it when the kernel may not be watched.</summary>
    public bool IsOfKernel { get; init; }

    /// <summary>Threads leaving and entering a CPU are recorded too (<see cref="PerfRecordType.Switch"/>).</summary>
    public bool RecordsSwitches { get; init; }

    /// <summary>True when a counter of the CPU is needed, which virtual machines often lack.</summary>
    public bool NeedsHardware => Type is not (PerfEventType.Software or PerfEventType.Tracepoint);

    /// <summary>Time on a CPU (PERF_COUNT_HW_CPU_CYCLES, PERF_COUNT_SW_CPU_CLOCK): hardware cycles, else the CPU clock.</summary>
    /// <param name="frequency">Samples per second.</param>
    public static IReadOnlyList<PerfEventSpec> CpuTime(int frequency) =>
    [
        new("cycles", PerfEventType.Hardware, 0) { Frequency = frequency },
        new("cpu-clock", PerfEventType.Software, 0) { Frequency = frequency },
    ];

    /// <summary>Counts nothing (PERF_COUNT_SW_DUMMY): for the records that come with an event.</summary>
    public static PerfEventSpec Records { get; } = new("records", PerfEventType.Software, 9);

    /// <summary>Every time a thread leaves a CPU (PERF_COUNT_SW_CONTEXT_SWITCHES).</summary>
    public static PerfEventSpec ContextSwitches { get; } = new("context-switches", PerfEventType.Software, 3) { IsOfKernel = true };
}
