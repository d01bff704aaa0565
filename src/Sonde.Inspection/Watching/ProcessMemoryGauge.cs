using Sonde.Linux.Cgroups;

namespace Sonde.Inspection.Watching;

/// <summary>The resident memory of processes that have no cgroup of their own; pages they share count for each.</summary>
internal sealed class ProcessMemoryGauge(ProcessSizes sizes) : MemoryGauge
{
    public override bool TryReadCurrent(out long bytes)
    {
        sizes.Read();
        bytes = sizes.Resident;
        return bytes > 0;
    }

    public override bool TryReadParts(out MemoryParts parts)
    {
        long anonymous = sizes.Anonymous;
        parts = new MemoryParts(anonymous, sizes.Resident - anonymous, 0, 0, 0);
        return sizes.Resident > 0;
    }

    /// <summary>The sizes belong to the watch.</summary>
    protected override void Dispose(bool disposing)
    {
    }
}
