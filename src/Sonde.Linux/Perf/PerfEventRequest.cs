namespace Sonde.Linux.Perf;

/// <summary>An event that a session shall open on all it watches.</summary>
/// <param name="Candidates">What to try, the best first; the first that this kernel grants is taken. None only with <see cref="IsOptional"/>.</param>
/// <param name="StackBytes">Bytes of user stack that each sample copies, a multiple of 8; 0 for none.</param>
public sealed record PerfEventRequest(IReadOnlyList<PerfEventSpec> Candidates, int StackBytes)
{
    /// <summary>Samples hold the call chains of frame pointers.</summary>
    public bool HasCallchain { get; init; } = true;

    /// <summary>Of a call chain only the kernel's part is wanted.</summary>
    public bool IsKernelCallchain { get; init; }

    /// <summary>Each sample copies the thread's user registers, also when it copies nothing of its stack.</summary>
    public bool CopiesRegisters { get; init; }

    /// <summary>
    /// Its records go to rings of their own, which samples with stacks cannot fill: for short records that must not be lost.
    /// </summary>
    public bool HasOwnRing { get; init; }

    /// <summary>When no candidate is granted, the session goes on without it (<see cref="PerfSession.IsRefused"/>).</summary>
    public bool IsOptional { get; init; }
}
