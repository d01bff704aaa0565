using Sonde.Linux.Procfs;

namespace Sonde.Linux.Cgroups;

/// <summary>The memory charged to a cgroup, version 1 or 2, through files that stay open.</summary>
public sealed class CgroupMemoryGauge : MemoryGauge
{
    /// <summary>A number of 64 bits with its line end; <c>memory.stat</c> with some hundred lines.</summary>
    private const int NumberLength = 32, StatLength = 16 << 10;

    private readonly KeptFile _current, _stat;
    private readonly KeptFile? _peak, _kernel;
    private readonly bool _isUnified;

    private CgroupMemoryGauge(KeptFile current, KeptFile stat, KeptFile? peak, KeptFile? kernel, bool isUnified)
    {
        (_current, _stat, _peak, _kernel, _isUnified) = (current, stat, peak, kernel, isUnified);
    }

    /// <summary>Opens a cgroup of <c>memory</c>; null when it has gone or has no such controller.</summary>
    public static CgroupMemoryGauge? TryOpen(CgroupDirectory cgroup)
    {
        bool unified = cgroup.Version == CgroupVersion.V2;
        KeptFile? current = KeptFile.TryOpen(cgroup.Path + (unified ? "/memory.current" : "/memory.usage_in_bytes"), NumberLength);
        KeptFile? stat = KeptFile.TryOpen(cgroup.Path + "/memory.stat", StatLength);
        if (current is null || stat is null)
        {
            current?.Dispose();
            stat?.Dispose();
            return null;
        }

        return new CgroupMemoryGauge(
            current, stat, KeptFile.TryOpen(cgroup.Path + (unified ? "/memory.peak" : "/memory.max_usage_in_bytes"), NumberLength),
            unified ? null : KeptFile.TryOpen(cgroup.Path + "/memory.kmem.usage_in_bytes", NumberLength), unified);
    }

    /// <inheritdoc/>
    public override bool TryReadCurrent(out long bytes) => _current.TryReadNumber(out bytes);

    /// <inheritdoc/>
    public override bool TryReadParts(out MemoryParts parts)
    {
        ReadOnlySpan<byte> stat = _stat.Read();
        parts = default;
        if (stat.IsEmpty)
            return false;
        if (_isUnified)
        {
            // "kernel" came with 5.18; before, its parts were listed alone.
            long shared = KeptFile.Find(stat, "shmem"u8), kernel = KeptFile.Find(stat, "kernel"u8);
            if (kernel == 0)
                kernel = KeptFile.Find(stat, "slab"u8) + KeptFile.Find(stat, "kernel_stack"u8) + KeptFile.Find(stat, "pagetables"u8);
            parts = new MemoryParts(
                KeptFile.Find(stat, "anon"u8), KeptFile.Find(stat, "file"u8) - shared, shared, kernel, KeptFile.Find(stat, "inactive_file"u8));
        }
        else
        {
            long shared = KeptFile.Find(stat, "total_shmem"u8), kernel = 0;
            _kernel?.TryReadNumber(out kernel);
            parts = new MemoryParts(
                KeptFile.Find(stat, "total_rss"u8), KeptFile.Find(stat, "total_cache"u8) - shared, shared, kernel, KeptFile.Find(stat, "total_inactive_file"u8));
        }

        return true;
    }

    /// <inheritdoc/>
    public override long? ReadLifetimePeak() => _peak is not null && _peak.TryReadNumber(out long peak) ? peak : null;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _current.Dispose();
        _stat.Dispose();
        _peak?.Dispose();
        _kernel?.Dispose();
    }
}
