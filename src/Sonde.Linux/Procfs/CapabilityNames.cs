namespace Sonde.Linux.Procfs;

/// <summary>Names of capabilities by number (include/uapi/linux/capability.h), without their common beginning <c>CAP_</c>.</summary>
public static class CapabilityNames
{
    private static readonly string[] Names =
    [
        "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP", "LINUX_IMMUTABLE",
        "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT",
        "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE",
        "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ",
        "PERFMON", "BPF", "CHECKPOINT_RESTORE",
    ];

    /// <summary>So few missing names say more than all the others.</summary>
    private const int FewMissing = 8;

    /// <summary>What a set of capabilities allows: <c>none</c>, <c>all</c>, <c>all but</c> a few names, or the names.</summary>
    public static string ToWords(ulong set)
    {
        const ulong All = (1UL << 38) - 1; // what kernels before 5.8 have; later ones added three
        if (set == 0)
            return "none";
        if ((set & All) == All)
            return "all";
        string[] missing = [.. Enumerable.Range(0, Names.Length).Where(bit => (set >> bit & 1) == 0).Select(bit => Names[bit])];
        if (missing.Length <= FewMissing)
            return $"all but {string.Join(", ", missing)}";
        return string.Join(", ", Enumerable.Range(0, 64).Where(bit => (set >> bit & 1) != 0).Select(bit => bit < Names.Length ? Names[bit] : $"#{bit}"));
    }
}
