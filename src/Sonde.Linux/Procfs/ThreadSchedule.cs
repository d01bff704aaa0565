namespace Sonde.Linux.Procfs;

/// <summary>The scheduler's account of a thread (Documentation/scheduler/sched-stats.rst in the kernel).</summary>
/// <param name="RunNanoseconds">Time on a CPU.</param>
/// <param name="WaitNanoseconds">Time ready to run without a CPU.</param>
/// <param name="Timeslices">How often it was put on a CPU.</param>
public readonly record struct ThreadSchedule(ulong RunNanoseconds, ulong WaitNanoseconds, ulong Timeslices);
