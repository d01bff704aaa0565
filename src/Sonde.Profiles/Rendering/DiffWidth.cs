namespace Sonde.Profiles.Rendering;

/// <summary>Which of two compared profiles gives a picture's boxes their width.</summary>
public enum DiffWidth
{
    /// <summary>The second profile: what has vanished is listed below.</summary>
    New,

    /// <summary>The first profile: what is new is not shown.</summary>
    Base,
}
