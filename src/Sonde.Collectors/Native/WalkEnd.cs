using Sonde.Linux.Unwind;

namespace Sonde.Collectors.Native;

/// <summary>How the walk up a sample's stack ended.</summary>
/// <param name="Stop">Why the unwinder ended; null where the kernel's chain of frame pointers is all there is.</param>
/// <param name="IsContinued">Where the unwinder ended, the kernel's chain went on.</param>
internal readonly record struct WalkEnd(UnwindStop? Stop, bool IsContinued)
{
    /// <summary>A chain of frame pointers only.</summary>
    public static readonly WalkEnd OfChain = new(null, false);

    /// <summary>The outer frames are from a chain of frame pointers, which can lead astray unnoticed.</summary>
    public bool IsChain => Stop is null || IsContinued;
}
