namespace Sonde.Collectors.Session;

/// <summary>Why a session ended.</summary>
public enum SessionEnd
{
    /// <summary>The duration was over.</summary>
    Duration,

    /// <summary>Every process of the target had ended.</summary>
    Exited,

    /// <summary>The user interrupted it; what was sampled is kept.</summary>
    Interrupted,
}
