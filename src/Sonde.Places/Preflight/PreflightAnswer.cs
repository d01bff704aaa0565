namespace Sonde.Places.Preflight;

/// <summary>Whether something is possible.</summary>
public enum PreflightAnswer
{
    /// <summary>It is.</summary>
    Yes,

    /// <summary>It is not.</summary>
    No,

    /// <summary>Nobody told.</summary>
    Unknown,
}
