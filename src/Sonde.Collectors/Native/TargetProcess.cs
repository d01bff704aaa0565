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

    /// <summary>Records were lost or a program was started: read its mappings again when there is time.</summary>
    public bool NeedsMaps { get; set; }

    /// <summary>The process that made it, whose root is tried when this one has ended; null when it was attached to.</summary>
    public TargetProcess? Parent { get; init; }
}
