namespace Sonde.Collectors.Python.Mixed;

/// <summary>How well the Python and the native frames of one sample could be brought together.</summary>
internal enum FrameMatch
{
    /// <summary>The thread runs no Python code: all frames are native.</summary>
    NoPython,

    /// <summary>Every Python frame stands where the interpreter's evaluation loop runs it.</summary>
    Matched,

    /// <summary>The inner frames are matched; of the outer ones only Python's are known.</summary>
    Partial,

    /// <summary>Only the Python frames are known.</summary>
    Unmatched,
}
