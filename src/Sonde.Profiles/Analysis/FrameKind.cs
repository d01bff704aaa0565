namespace Sonde.Profiles.Analysis;

/// <summary>What kind of code a frame is: it decides the colour and whether the label shows file and line.</summary>
public enum FrameKind
{
    /// <summary>Nothing is known but, at best, an address.</summary>
    Unknown,

    /// <summary>Machine code of an executable or a library.</summary>
    Native,

    /// <summary>The kernel or one of its modules.</summary>
    Kernel,

    /// <summary>A Python function.</summary>
    Python,

    /// <summary>Code that a just-in-time compiler wrote.</summary>
    Jit,

    /// <summary>No code: a process or thread that groups the stacks above it.</summary>
    Group,
}
