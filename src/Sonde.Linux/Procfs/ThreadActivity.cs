namespace Sonde.Linux.Procfs;

/// <summary>What a thread is doing and how much CPU it has used.</summary>
/// <param name="State">State at the moment of reading.</param>
/// <param name="UserTicks">CPU time in user mode, in ticks of <see cref="ProcessStat.TicksPerSecond"/>.</param>
/// <param name="SystemTicks">CPU time in the kernel, in ticks.</param>
/// <param name="Cpu">The CPU it runs on, waits for, or ran on last; -1 where the kernel does not say.</param>
public readonly record struct ThreadActivity(ProcessState State, ulong UserTicks, ulong SystemTicks, int Cpu);
