namespace Sonde.Diagnosis.Findings;

/// <summary>How bad a finding is.</summary>
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>It will break, or it works degraded.</summary>
    Warning,

    /// <summary>Something does not work now.</summary>
    Error,
}
