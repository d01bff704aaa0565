namespace Sonde.Collectors.Python;

/// <summary>Who owns an interpreter frame's memory (<c>enum _frameowner</c>, Include/internal/pycore_frame.h).</summary>
internal enum FrameOwner : byte
{
    /// <summary>The thread's data stack: a running call.</summary>
    Thread = 0,

    /// <summary>A generator or coroutine object on the heap.</summary>
    Generator = 1,

    /// <summary>
    /// A frame object. Up to 3.10 every call has one; later one that outlived the call, which is never part of a running stack.
    /// </summary>
    FrameObject = 2,

    /// <summary>The C stack: the entry of the evaluation loop (3.12+; 3.14: the interpreter); no Python code.</summary>
    CStack = 3,

    /// <summary>3.14: the C stack.</summary>
    CStack314 = 4,
}
