namespace Sonde.Collectors.Python;

/// <summary>Who owns an interpreter frame's memory (<c>enum _frameowner</c>, Include/internal/pycore_frame.h).</summary>
internal enum FrameOwner : byte
{
    /// <summary>The thread's data stack: a running call.</summary>
    Thread = 0,

    /// <summary>A generator or coroutine object on the heap.</summary>
    Generator = 1,

    /// <summary>A frame object that outlived the call; never part of a running stack.</summary>
    FrameObject = 2,

    /// <summary>The C stack: the entry of the evaluation loop (3.12+); no Python code.</summary>
    CStack = 3,
}
