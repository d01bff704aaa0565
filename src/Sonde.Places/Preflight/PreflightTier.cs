namespace Sonde.Places.Preflight;

/// <summary>How deep one can look, each more than the one before.</summary>
public enum PreflightTier
{
    /// <summary>What the API tells: diagnose, timeline, snapshot.</summary>
    Api,

    /// <summary>As the target's own user: stacks of its interpreters, its files.</summary>
    SameUser,

    /// <summary>With SYS_PTRACE: every process of the pod, native stacks, and files of other users.</summary>
    Ptrace,

    /// <summary>With PERFMON, and BPF for tracing: sampling by the kernel, events, kernel stacks.</summary>
    Kernel,

    /// <summary>Root on the node: everything on it.</summary>
    Node,
}
