using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Session;

/// <summary>A process for good: its ID may be given to another one after it has ended, its start time may not.</summary>
/// <param name="Process">The ID.</param>
/// <param name="StartTimeTicks">Start time in ticks since boot (<see cref="ProcessStat.StartTimeTicks"/>).</param>
public readonly record struct ProcessIdentity(ProcessId Process, ulong StartTimeTicks);
