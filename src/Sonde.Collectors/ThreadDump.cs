using Sonde.Linux.Procfs;

namespace Sonde.Collectors;

/// <summary>The stack of one thread.</summary>
/// <param name="Thread">The thread.</param>
/// <param name="Name">Its name (<c>comm</c>, or the runtime's own name where it keeps one).</param>
/// <param name="State">In words: <c>running</c>, <c>sleeping</c>, <c>blocked in futex</c>, <c>disk wait</c>, …</param>
/// <param name="Frames">The stack, the leaf (innermost callee) first; empty when it could not be read.</param>
/// <param name="Note">Why the stack is empty or incomplete; null when it is complete.</param>
public sealed record ThreadDump(
    ThreadId Thread, string Name, string State, IReadOnlyList<DumpFrame> Frames, string? Note = null)
{
    /// <summary>It holds the lock of its interpreter.</summary>
    public bool HoldsGil { get; init; }

    /// <summary>It waits for the lock of its interpreter.</summary>
    public bool WaitsForGil { get; init; }

    /// <summary>It is on a CPU or could be.</summary>
    public bool Runs { get; init; }

    /// <summary>How long it has not run; null when it runs, or the kernel does not tell.</summary>
    public TimeSpan? BlockedFor { get; init; }

    /// <summary>What it waits for that another thread may have; null when it waits for something else, or that is not known.</summary>
    public LockWait? Waits { get; init; }
}
