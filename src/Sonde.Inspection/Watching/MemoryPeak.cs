using Sonde.Linux.Cgroups;
using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Watching;

/// <summary>The most memory that was needed at once while watching.</summary>
/// <param name="At">When, since the watch began.</param>
/// <param name="Bytes">How much was needed: all that was charged but page cache that had not been used lately.</param>
/// <param name="Usual">How much was needed when it was calm before.</param>
/// <param name="Growth">By how much each part had grown since then.</param>
/// <param name="Process">The process that had grown most; null when none had.</param>
/// <param name="ProcessName">Its name.</param>
/// <param name="ProcessGrowth">By how much its resident memory had grown, in bytes.</param>
public sealed record MemoryPeak(
    TimeSpan At, long Bytes, long Usual, MemoryParts Growth, ProcessId? Process, string ProcessName, long ProcessGrowth)
{
    /// <summary>What grew most, in words: <c>anonymous</c>, <c>page cache</c>, <c>shared memory and tmpfs</c>, <c>kernel</c>; empty when nothing did.</summary>
    public string Part
    {
        get
        {
            (string Name, long Bytes)[] parts =
            [
                ("anonymous", Growth.Anonymous), ("page cache", Growth.File), ("shared memory and tmpfs", Growth.Shared), ("kernel", Growth.Kernel),
            ];
            (string name, long bytes) = parts.MaxBy(part => part.Bytes);
            return bytes > 0 ? name : "";
        }
    }
}
