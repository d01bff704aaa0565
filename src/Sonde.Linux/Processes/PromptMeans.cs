namespace Sonde.Linux.Processes;

/// <summary>By what a thread runs at once when it wakes up.</summary>
public enum PromptMeans
{
    /// <summary>Nothing: it waits for its turn.</summary>
    None,

    /// <summary>Short timeslices, which come first (Linux 6.12 and later).</summary>
    ShortSlice,

    /// <summary>A higher priority.</summary>
    Priority,

    /// <summary>Real-time scheduling.</summary>
    RealTime,
}
