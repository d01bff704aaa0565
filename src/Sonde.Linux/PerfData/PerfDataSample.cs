namespace Sonde.Linux.PerfData;

/// <summary>The parts of a sample; what its event does not record is zero or empty. Points into the record.</summary>
public readonly ref struct PerfDataSample
{
    /// <summary>The instruction, of the kernel or of the program.</summary>
    public ulong Instruction { get; init; }

    /// <summary>The process; -1 for one that has ended.</summary>
    public int ProcessId { get; init; }

    /// <summary>The thread.</summary>
    public int ThreadId { get; init; }

    /// <summary>Nanoseconds of the recording's clock.</summary>
    public ulong Time { get; init; }

    /// <summary>How many events the sample stands for.</summary>
    public ulong Period { get; init; }

    /// <summary>The event records call chains, though this one may be empty.</summary>
    public bool HasCallchain { get; init; }

    /// <summary>The stack as the kernel walked it, with marks (<see cref="Perf.PerfContext"/>).</summary>
    public ReadOnlySpan<ulong> Callchain { get; init; }

    /// <summary>User registers, one for each bit of <see cref="PerfDataEvent.UserRegisters"/>; empty for none and for 32-bit code.</summary>
    public ReadOnlySpan<ulong> Registers { get; init; }

    /// <summary>The copied stack from the stack pointer on.</summary>
    public ReadOnlySpan<byte> Stack { get; init; }

    /// <summary>The cgroup's ID; 0 when it is not recorded.</summary>
    public ulong CgroupId { get; init; }
}
