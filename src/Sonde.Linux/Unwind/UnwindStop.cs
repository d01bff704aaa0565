namespace Sonde.Linux.Unwind;

/// <summary>Why a walk up a stack ended.</summary>
public enum UnwindStop
{
    /// <summary>The outermost frame was reached: the stack is complete.</summary>
    EndOfStack,

    /// <summary>There was no room for more frames.</summary>
    TooDeep,

    /// <summary>The next frame lies beyond the part of the stack that was copied.</summary>
    StackTruncated,

    /// <summary>
    /// The caller runs on another stack than the copied one: a signal handler on an alternate stack has interrupted it, or a
    /// runtime (Go) has changed to a stack of its own.
    /// </summary>
    ForeignStack,

    /// <summary>A register or a return address lies where nothing was copied.</summary>
    Unreadable,

    /// <summary>The code at the address has neither unwind information nor a valid frame pointer.</summary>
    NoUnwindInfo,

    /// <summary>The address is in no executable mapping.</summary>
    UnmappedPc,

    /// <summary>The unwind information leads backwards: the frame would lie below the one it called.</summary>
    BadCfa,

    /// <summary>The module's unwind information is corrupt.</summary>
    BadUnwindInfo,

    /// <summary>A DWARF expression is corrupt, too long, or needs a value that is not known.</summary>
    BadExpression,

    /// <summary>The frame can only be left by a register whose value is not known.</summary>
    UnknownRegister,
}
