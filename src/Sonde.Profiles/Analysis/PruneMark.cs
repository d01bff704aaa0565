namespace Sonde.Profiles.Analysis;

/// <summary>Where <see cref="Profile.DropFrames"/> cuts a stack.</summary>
internal enum PruneMark
{
    /// <summary>Not here.</summary>
    None,

    /// <summary>Below this location, which stays.</summary>
    Beneath,

    /// <summary>This location and what is below it.</summary>
    Whole,
}
