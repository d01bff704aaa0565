namespace Sonde.Inspection.Watching;

/// <summary>How the memory that a target needs went while it was watched.</summary>
public enum MemoryShape
{
    /// <summary>Too short to say.</summary>
    Unknown,

    /// <summary>About the same all the time.</summary>
    Steady,

    /// <summary>It rises for short times and comes back each time.</summary>
    Spikes,

    /// <summary>What is needed even in the calmest moments rises all the time: a leak, or a cache that fills.</summary>
    Growing,

    /// <summary>Up and down, or up and not back yet.</summary>
    Varying,
}
