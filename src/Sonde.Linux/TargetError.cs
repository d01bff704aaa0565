namespace Sonde.Linux;

/// <summary>Why a target cannot be seen.</summary>
public enum TargetError
{
    /// <summary>There is no such process or container.</summary>
    NotFound,

    /// <summary>The name fits several containers.</summary>
    Ambiguous,

    /// <summary>The process is a kernel thread: it has no user memory.</summary>
    KernelThread,

    /// <summary>The process has ended and waits for its parent to reap it.</summary>
    Zombie,

    /// <summary>The process was there and ended while it was looked at.</summary>
    Exited,

    /// <summary>A capability, a uid or a sysctl is missing; the message names it.</summary>
    PermissionDenied,

    /// <summary>This kernel or this target cannot do what was asked; the message says what.</summary>
    Unsupported,
}
