namespace Sonde.Linux.Procfs;

/// <summary>The <c>Seccomp:</c> line of <c>/proc/PID/status</c> (include/uapi/linux/seccomp.h).</summary>
public enum SeccompMode
{
    /// <summary>No restriction.</summary>
    Disabled = 0,

    /// <summary>Only read, write, exit and sigreturn.</summary>
    Strict = 1,

    /// <summary>Filtered by a program, as container runtimes do.</summary>
    Filter = 2,
}
