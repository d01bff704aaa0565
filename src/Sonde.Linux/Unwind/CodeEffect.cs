namespace Sonde.Linux.Unwind;

/// <summary>What an instruction does to the stack pointer, the frame pointer or the flow of control.</summary>
internal enum CodeEffect : byte
{
    /// <summary>Nothing of interest; a call too, which returns with the stack as it was.</summary>
    None,

    /// <summary>Not decoded.</summary>
    Unknown,

    /// <summary>Adds <see cref="CodeInstruction.Value"/> to the stack pointer.</summary>
    AddToStackPointer,

    /// <summary>Stack pointer = frame pointer + <see cref="CodeInstruction.Value"/>.</summary>
    StackFromFramePointer,

    /// <summary>Stack pointer = something else.</summary>
    LoseStackPointer,

    /// <summary>Frame pointer = stack pointer + <see cref="CodeInstruction.Value"/>.</summary>
    FrameFromStackPointer,

    /// <summary>Frame pointer = the word at the stack pointer + <see cref="CodeInstruction.Value"/>.</summary>
    LoadFramePointer,

    /// <summary>Frame pointer = the word at the stack pointer, which grows by 8.</summary>
    PopFramePointer,

    /// <summary>Frame pointer = something else.</summary>
    LoseFramePointer,

    /// <summary>Stack pointer = frame pointer; then it is popped.</summary>
    Leave,

    /// <summary>Calls a function, which may not return.</summary>
    Call,

    /// <summary>Returns.</summary>
    Return,

    /// <summary>Jumps by <see cref="CodeInstruction.Value"/> from its end.</summary>
    Jump,

    /// <summary>Jumps by <see cref="CodeInstruction.Value"/> from its end, or goes on.</summary>
    Branch,

    /// <summary>Goes nowhere that can be told.</summary>
    End,

    /// <summary>Padding between functions, or before a loop.</summary>
    Padding,
}
