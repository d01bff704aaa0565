using Sonde.Collectors.Native;
using Sonde.Linux.Perf;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>Where a thread was when it last left a CPU.</summary>
internal sealed class SwitchedThread
{
    private readonly ulong[] _registers = new ulong[Linux.Unwind.RegisterSet.PerfX64Count];
    private ulong[] _kernel = [];
    private int _kernelCount;

    /// <summary>Which records are still to be believed: after a loss, only newer ones are.</summary>
    public long Generation { get; private set; } = -1;

    /// <summary>When it left the CPU, CLOCK_MONOTONIC in nanoseconds.</summary>
    public long Time { get; private set; }

    /// <summary>Its user registers, as perf orders them; empty for 32-bit code.</summary>
    public ReadOnlySpan<ulong> Registers => HasRegisters ? _registers : [];

    /// <summary>What it did in the kernel, the innermost address first; empty when that is not recorded.</summary>
    public ReadOnlySpan<ulong> Kernel => _kernel.AsSpan(0, _kernelCount);

    private bool HasRegisters { get; set; }

    /// <summary>Takes over what the sample of a switch says.</summary>
    public void Set(in PerfRecord record, long generation)
    {
        Generation = generation;
        Time = (long)record.Time;
        ReadOnlySpan<ulong> registers = record.UserRegisters;
        HasRegisters = registers.Length == _registers.Length;
        if (HasRegisters)
            registers.CopyTo(_registers);
        ReadOnlySpan<ulong> kernel = StackWalker.KernelPart(record.Callchain);
        if (_kernel.Length < kernel.Length)
            _kernel = new ulong[kernel.Length];
        kernel.CopyTo(_kernel);
        _kernelCount = kernel.Length;
    }
}
