using Sonde.Linux.Procfs;

namespace Sonde.Linux.Cgroups;

/// <summary>The memory of the whole machine that is not available to programs (<c>/proc/meminfo</c>).</summary>
public sealed class MachineMemoryGauge : MemoryGauge
{
    private const int Length = 8 << 10;
    private const long BytesPerKibibyte = 1024;

    private readonly KeptFile? _meminfo;

    /// <summary>Opens the machine's figures.</summary>
    public MachineMemoryGauge(ProcFileSystem proc) => _meminfo = KeptFile.TryOpen($"{proc.Root}/meminfo", Length);

    /// <inheritdoc/>
    public override bool TryReadCurrent(out long bytes)
    {
        ReadOnlySpan<byte> text = _meminfo is null ? default : _meminfo.Read();
        bytes = (KeptFile.Find(text, "MemTotal:"u8) - KeptFile.Find(text, "MemAvailable:"u8)) * BytesPerKibibyte;
        return !text.IsEmpty;
    }

    /// <inheritdoc/>
    public override bool TryReadParts(out MemoryParts parts)
    {
        ReadOnlySpan<byte> text = _meminfo is null ? default : _meminfo.Read();
        long shared = KeptFile.Find(text, "Shmem:"u8);
        // What is available is left out of the current figure already: nothing inactive is to be taken off again.
        parts = new MemoryParts(
            KeptFile.Find(text, "AnonPages:"u8) * BytesPerKibibyte,
            Math.Max(0, KeptFile.Find(text, "Cached:"u8) - shared) * BytesPerKibibyte,
            shared * BytesPerKibibyte,
            (KeptFile.Find(text, "SUnreclaim:"u8) + KeptFile.Find(text, "KernelStack:"u8) + KeptFile.Find(text, "PageTables:"u8)) * BytesPerKibibyte,
            0);
        return !text.IsEmpty;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _meminfo?.Dispose();
}
