namespace Sonde.Linux.Unwind;

/// <summary>What a row says besides the CFA.</summary>
[Flags]
public enum UnwindRowFlags : byte
{
    /// <summary>The frame pointer is unchanged; the return address is the word below the CFA.</summary>
    None = 0,

    /// <summary>The caller's frame pointer is saved at the CFA + <see cref="UnwindRow.FramePointerOffset"/>.</summary>
    SavesFramePointer = 1,

    /// <summary>There is no caller: the outermost frame of a thread.</summary>
    IsOutermost = 2,

    /// <summary>The caller was interrupted, not calling: its address is exact.</summary>
    IsSignalFrame = 4,

    /// <summary>With <see cref="SavesFramePointer"/>: it is saved relative to this frame's own frame pointer.</summary>
    SavedAtFramePointer = 8,

    /// <summary>Found by following the code: it has no unwind information.</summary>
    IsGuessed = 16,

    /// <summary>Nothing calls this code, although callees return to it: its address is exact.</summary>
    IsNotCalled = 32,
}
