using Sonde.Collectors.Native.Events;
using Sonde.Linux.Procfs;
using Sonde.Linux.Symbols;

namespace Sonde.Collectors.Native;

/// <summary>How native code is sampled.</summary>
public readonly record struct NativeCollectorOptions
{
    /// <summary>The highest <see cref="Rate"/>.</summary>
    public const int MaxRate = 10_000;

    /// <summary>The defaults.</summary>
    public NativeCollectorOptions()
    {
    }

    /// <summary>Samples per second and CPU, 1 to <see cref="MaxRate"/>; 0 takes every event, which time on a CPU does not allow.</summary>
    public int Rate { get; init; } = 99;

    /// <summary>What makes a sample.</summary>
    public NativeEvent Event { get; init; } = new CpuEvent();

    /// <summary>Tells the container of a process, for a label; null for none.</summary>
    public Func<ProcessId, string?>? ContainerOf { get; init; }

    /// <summary>
    /// Show the kernel's frames. Without them, time in the kernel counts for the user frame that made the system call.
    /// </summary>
    public bool IncludeKernel { get; init; }

    /// <summary>Where to look for debug files besides the target's and this machine's usual places.</summary>
    public SymbolPlaces Symbols { get; init; } = SymbolPlaces.Standard;

    /// <summary>
    /// Bytes of stack that are copied with each sample, a multiple of 8 up to 65,528: code without frame pointers is unwound
    /// from them. Zero for stacks by frame pointers only.
    /// </summary>
    public int StackBytes { get; init; } = 16 * 1024;

    /// <summary>
    /// Perf events at most, one for each thread and CPU; a target that needs more is sampled by watching whole CPUs. Zero
    /// watches whole CPUs from the beginning.
    /// </summary>
    public int MaxEvents { get; init; } = Linux.Perf.PerfSessionOptions.DefaultMaxEvents;
}
