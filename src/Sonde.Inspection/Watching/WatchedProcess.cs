using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Watching;

/// <summary>A process in a watch.</summary>
/// <param name="Id">Its ID.</param>
/// <param name="Name">Its name.</param>
/// <param name="Resident">Resident memory now, in bytes.</param>
/// <param name="Peak">The most of it while watching, in bytes.</param>
/// <param name="Cpus">CPUs used in the last interval.</param>
public readonly record struct WatchedProcess(ProcessId Id, string Name, long Resident, long Peak, double Cpus);
