using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Native;

/// <summary>A process that is or was sampled, or a child of one.</summary>
internal sealed class TargetProcess(ProcessId id, AddressSpace space)
{
    public ProcessId Id { get; } = id;

    /// <summary>What is mapped now.</summary>
    public AddressSpace Space { get; set; } = space;

    /// <summary>False after it was detached: its samples are dropped, and those of children it makes from then on.</summary>
    public bool IsAttached { get; set; }

    /// <summary>Its main thread has ended: the number may come to name another process.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Records do not tell all of its mappings: they are read when the next sample needs them.</summary>
    public bool NeedsMaps { get; set; }

    /// <summary>Not before this time are its mappings read again: of a process with thousands of them that takes long.</summary>
    public ulong NextRead { get; set; }

    /// <summary>How many losses of records its mappings make up for; see <see cref="TargetTable.OnLost"/>.</summary>
    public int Losses { get; set; }

    /// <summary>Since when it is watched, when it ran already; 0 for one that began afterwards.</summary>
    public ulong Since { get; set; }

    /// <summary>Its threads that have not ended.</summary>
    public int LiveThreads { get; set; }

    /// <summary>The container it belongs to; null for none, and when nobody asks.</summary>
    public string? Container { get; set; }

    /// <summary>The process that made it, whose root is tried when this one has ended; null when it was attached to.</summary>
    public TargetProcess? Parent { get; init; }
}
