namespace Sonde.Linux.Perf;

/// <summary>What wrote a record.</summary>
/// <param name="Thread">The watched thread; 0 for a whole CPU, -1 when the event is not known (any more).</param>
/// <param name="Request">Position of the event among <see cref="PerfSessionOptions.Events"/>.</param>
public readonly record struct PerfEventOrigin(int Thread, int Request)
{
    /// <summary><see cref="Thread"/> of an event that watches a CPU.</summary>
    public const int WholeCpu = 0;

    /// <summary>An event that has been closed.</summary>
    public static PerfEventOrigin Unknown => new(-1, 0);
}
