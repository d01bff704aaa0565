namespace Sonde.Diagnosis.Findings;

/// <summary>How sure a finding is.</summary>
public enum Confidence
{
    /// <summary>One of several explanations.</summary>
    Possible,

    /// <summary>Recomputed, or inferred from several fields.</summary>
    Likely,

    /// <summary>The API says so.</summary>
    Certain,
}
