namespace Sonde.Linux.Perf;

/// <summary>What the events of a session watch.</summary>
public enum PerfScope
{
    /// <summary>Each thread of the targets on each CPU; their children inherit the events.</summary>
    Threads,

    /// <summary>Whole CPUs: the reader must leave out the samples of other processes.</summary>
    System,
}
