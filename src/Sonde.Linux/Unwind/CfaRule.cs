namespace Sonde.Linux.Unwind;

/// <summary>How a row finds the canonical frame address (the stack pointer's value before the call), and with it the caller.</summary>
public enum CfaRule : byte
{
    /// <summary>The code has no unwind information: only a frame pointer can help.</summary>
    None,

    /// <summary>Stack pointer + offset.</summary>
    StackPointer,

    /// <summary>Frame pointer + offset.</summary>
    FramePointer,

    /// <summary>The word at stack pointer + offset: a realigned stack.</summary>
    WordAtStackPointer,

    /// <summary>The word at frame pointer + offset: a realigned stack.</summary>
    WordAtFramePointer,

    /// <summary>
    /// Stack pointer + offset, and 8 more behind the push inside an entry of the procedure linkage table: when the lowest
    /// four bits of the address reach the threshold (<see cref="UnwindRow.PltThreshold"/>).
    /// </summary>
    ProcedureLinkage,

    /// <summary>A signal trampoline: all registers are in the kernel's <c>rt_sigframe</c> at the stack pointer.</summary>
    SignalFrame,

    /// <summary>
    /// The caller's frame lies on another stack, where the frame pointer still points to: a runtime has changed to a stack of
    /// its own.
    /// </summary>
    StackSwitch,

    /// <summary>The rules do not fit into a row: they are taken from the file's entry, for all registers.</summary>
    Full,

    /// <summary>The file's entry is corrupt.</summary>
    Corrupt,
}
