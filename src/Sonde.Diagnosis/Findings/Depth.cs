namespace Sonde.Diagnosis.Findings;

/// <summary>How deep the cause is that a rule names. Of several findings about one object the deepest is the root.</summary>
public enum Depth
{
    /// <summary>It says that something does not work, and is a root only when nothing deeper is visible.</summary>
    Symptom,

    /// <summary>It says how something fails: a crash, whose log may tell why.</summary>
    Failure,

    /// <summary>It says why.</summary>
    Cause,
}
