namespace Sonde.Profiles;

/// <summary>What is already resolved about a mapping's locations (pprof's <c>has_*</c> fields).</summary>
[Flags]
public enum MappingFlags
{
    /// <summary>Only addresses.</summary>
    None = 0,

    /// <summary>Function names are resolved.</summary>
    HasFunctions = 1,

    /// <summary>File names are resolved.</summary>
    HasFileNames = 2,

    /// <summary>Line numbers are resolved.</summary>
    HasLineNumbers = 4,

    /// <summary>Inlined functions are resolved.</summary>
    HasInlineFrames = 8,
}
