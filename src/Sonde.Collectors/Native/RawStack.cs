using Sonde.Linux.Unwind;
using Sonde.Profiles;

namespace Sonde.Collectors.Native;

/// <summary>What is known about a raw stack after its addresses have been looked up.</summary>
internal readonly record struct RawStack
{
    /// <summary>ID of the address space.</summary>
    public int Space { get; init; }

    /// <summary>How the walk ended.</summary>
    public WalkEnd End { get; init; }

    /// <summary>The stack in the profile.</summary>
    public StackId Frames { get; init; }

    /// <summary>Frames outside of the kernel.</summary>
    public int UserFrames { get; init; }

    /// <summary>The outermost frame is one where threads begin.</summary>
    public bool ReachesRoot { get; init; }

    /// <summary>The innermost frame is one of the libc's or the loader's where threads begin.</summary>
    public bool IsInStart { get; init; }

    /// <summary>Outer frames were left out because they are no code.</summary>
    public bool IsCut { get; init; }

    /// <summary>The innermost frame of the program is no code that is known.</summary>
    public bool IsUnmapped { get; init; }

    /// <summary>Frames are missing because the stack is deeper than the copy.</summary>
    public bool IsTruncated => End.Stop?.IsTruncation() == true && !(End.IsContinued && ReachesRoot);

    /// <summary>Why it is known to be incomplete, other than by truncation; null when it is not.</summary>
    public string? Failure =>
        ReachesRoot || UserFrames == 0 ? null
        : End.Stop is { } stop ? (stop.IsIncomplete() && !stop.IsTruncation() ? stop.ToName() : null)
        : IsCut ? NativeProfileWriter.BrokenChain
        : UserFrames == 1 && !IsUnmapped ? NativeProfileWriter.NoFramePointer
        : null;
}
