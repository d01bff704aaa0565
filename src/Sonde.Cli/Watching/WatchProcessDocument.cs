namespace Sonde.Cli.Watching;

/// <summary>A process in a line of a watch.</summary>
/// <param name="Pid">Its ID.</param>
/// <param name="Name">Its name.</param>
/// <param name="Resident">Resident memory, in bytes.</param>
/// <param name="Peak">The most of it while watching, in bytes.</param>
/// <param name="Cpus">CPUs used in the interval.</param>
internal sealed record WatchProcessDocument(int Pid, string Name, long Resident, long Peak, double Cpus);
