namespace Sonde.Collectors.Python;

/// <summary>How reading a stack ended.</summary>
internal enum StackOutcome
{
    /// <summary>Nothing could be trusted: it changed while it was read, each time.</summary>
    Torn,

    /// <summary>All frames of one instant.</summary>
    Complete,

    /// <summary>Deeper than <see cref="StackReader.MaxFrames"/>: the innermost frames, without the root.</summary>
    Truncated,

    /// <summary>The thread runs no Python code.</summary>
    NoFrames,

    /// <summary>The thread state is gone, or belongs to another thread now.</summary>
    Gone,
}
