namespace Sonde.Linux.Cgroups;

/// <summary>What the <c>memory</c> controller says of a cgroup and those below it, in bytes.</summary>
public sealed record CgroupMemory
{
    /// <summary>Charged now, page cache included.</summary>
    public required long CurrentBytes { get; init; }

    /// <summary>Most that was ever charged; null on kernels that do not tell (version 2 before 5.19).</summary>
    public long? PeakBytes { get; init; }

    /// <summary>From here on the kernel slows allocations down (<c>memory.high</c>, version 2); null for no such mark.</summary>
    public long? HighBytes { get; init; }

    /// <summary>Heap, stacks and other memory without a file.</summary>
    public long AnonymousBytes { get; init; }

    /// <summary>Page cache, memory file systems included.</summary>
    public long FileBytes { get; init; }

    /// <summary>Files of tmpfs and shared memory; part of <see cref="FileBytes"/>.</summary>
    public long SharedBytes { get; init; }

    /// <summary>Page cache that has not been used lately: what the kernel takes first.</summary>
    public long InactiveFileBytes { get; init; }

    /// <summary>The kernel's own: slabs, page tables, stacks, sockets.</summary>
    public long KernelBytes { get; init; }

    /// <summary>What the kubelet judges by: everything but page cache that has not been used lately.</summary>
    public long WorkingSetBytes => Math.Max(0, CurrentBytes - InactiveFileBytes);

    /// <summary>How often <see cref="HighBytes"/> was passed (version 2).</summary>
    public long HighEvents { get; init; }

    /// <summary>How often the limit was hit and memory had to be reclaimed.</summary>
    public long MaxEvents { get; init; }

    /// <summary>How often nothing could be reclaimed (version 2).</summary>
    public long OomEvents { get; init; }

    /// <summary>Processes killed for it.</summary>
    public long OomKills { get; init; }

    /// <summary>Reads a cgroup of <c>memory</c>; null when it has gone or has no such controller.</summary>
    public static CgroupMemory? TryRead(CgroupDirectory cgroup) =>
        cgroup.Version == CgroupVersion.V2 ? TryReadUnified(cgroup.Path) : TryReadLegacy(cgroup.Path);

    private static CgroupMemory? TryReadUnified(string directory)
    {
        if (CgroupFile.TryReadNumber(directory, "memory.current") is not { } current
            || CgroupFile.TryReadKeyed(directory, "memory.stat") is not { } stat)
            return null;
        IReadOnlyDictionary<string, long> events = CgroupFile.TryReadKeyed(directory, "memory.events") ?? new Dictionary<string, long>();
        return new CgroupMemory
        {
            CurrentBytes = current,
            PeakBytes = CgroupFile.TryReadNumber(directory, "memory.peak"),
            HighBytes = CgroupFile.TryReadLimit(directory, "memory.high"),
            AnonymousBytes = stat.GetValueOrDefault("anon"),
            FileBytes = stat.GetValueOrDefault("file"),
            SharedBytes = stat.GetValueOrDefault("shmem"),
            InactiveFileBytes = stat.GetValueOrDefault("inactive_file"),
            // "kernel" came with 5.18; before, its parts were listed alone.
            KernelBytes = stat.TryGetValue("kernel", out long kernel)
                ? kernel
                : stat.GetValueOrDefault("slab") + stat.GetValueOrDefault("kernel_stack") + stat.GetValueOrDefault("pagetables"),
            HighEvents = events.GetValueOrDefault("high"),
            MaxEvents = events.GetValueOrDefault("max"),
            OomEvents = events.GetValueOrDefault("oom"),
            OomKills = events.GetValueOrDefault("oom_kill"),
        };
    }

    private static CgroupMemory? TryReadLegacy(string directory)
    {
        if (CgroupFile.TryReadNumber(directory, "memory.usage_in_bytes") is not { } current
            || CgroupFile.TryReadKeyed(directory, "memory.stat") is not { } stat)
            return null;
        return new CgroupMemory
        {
            CurrentBytes = current,
            PeakBytes = CgroupFile.TryReadNumber(directory, "memory.max_usage_in_bytes"),
            AnonymousBytes = stat.GetValueOrDefault("total_rss"),
            FileBytes = stat.GetValueOrDefault("total_cache"),
            SharedBytes = stat.GetValueOrDefault("total_shmem"),
            InactiveFileBytes = stat.GetValueOrDefault("total_inactive_file"),
            KernelBytes = CgroupFile.TryReadNumber(directory, "memory.kmem.usage_in_bytes") ?? 0,
            MaxEvents = CgroupFile.TryReadNumber(directory, "memory.failcnt") ?? 0,
            OomKills = CgroupFile.TryReadKeyed(directory, "memory.oom_control")?.GetValueOrDefault("oom_kill") ?? 0,
        };
    }
}
