namespace Sonde.Linux.Cgroups;

/// <summary>Reads how much memory something has, many times a second. Not for several threads at once.</summary>
public abstract class MemoryGauge : IDisposable
{
    /// <summary>Bytes in use now; false when it has gone.</summary>
    public abstract bool TryReadCurrent(out long bytes);

    /// <summary>What it consists of; costs more than <see cref="TryReadCurrent"/>. False when it has gone.</summary>
    public abstract bool TryReadParts(out MemoryParts parts);

    /// <summary>The most that there ever was, by the kernel's own count, which misses nothing; null when it keeps none.</summary>
    public virtual long? ReadLifetimePeak() => null;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what is open.</summary>
    protected abstract void Dispose(bool disposing);
}
