namespace Sonde.TestTargets;

/// <summary>How a test's container is set up.</summary>
public sealed record RuncOptions
{
    /// <summary>Program and arguments inside the container.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Files or folders to copy: path inside the container → path on the host. Symbolic links stay links.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>Symbolic links to make: path inside the container → what it points to.</summary>
    public IReadOnlyDictionary<string, string> Links { get; init; } = new Dictionary<string, string>();

    /// <summary>Host folders to bind read-only (large file trees): path inside the container → path on the host.</summary>
    public IReadOnlyDictionary<string, string> Binds { get; init; } = new Dictionary<string, string>();

    /// <summary>Container ID; a unique one when null.</summary>
    public string? Id { get; init; }

    /// <summary>User and group inside the container.</summary>
    public int User { get; init; } = 10001;

    /// <summary>Environment as <c>NAME=VALUE</c>.</summary>
    public IReadOnlyList<string> Environment { get; init; } = ["PATH=/usr/bin:/bin"];

    /// <summary>Memory limit in bytes.</summary>
    public long MemoryLimitBytes { get; init; } = 128 << 20;

    /// <summary>CPU time in each period of 100 ms, in microseconds; 0 for no limit.</summary>
    public int CpuQuotaMicroseconds { get; init; }

    /// <summary>Processes and threads at most; 0 for no limit.</summary>
    public int PidsLimit { get; init; }

    /// <summary>Gives the container a cgroup namespace of its own, as container runtimes do on cgroup v2.</summary>
    public bool PrivateCgroupNamespace { get; init; }

    /// <summary>
    /// The OCI <c>cgroupsPath</c>, for example <c>/kubepods-test/burstable/podUID/ID</c>; runc's choice when null. Cgroups above it
    /// that are empty at the end are removed: start with a name of the test's own.
    /// </summary>
    public string? CgroupsPath { get; init; }

    /// <summary>OCI annotations, as a CRI runtime writes them.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>Capabilities, for example <c>CAP_SYS_PTRACE</c>; none by default.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Shares the host's PID namespace.</summary>
    public bool HostPids { get; init; }

    /// <summary>Joins the PID namespace of this process, as an ephemeral container does.</summary>
    public int? JoinPidNamespaceOf { get; init; }
}
