namespace Sonde.Profiles.Analysis;

/// <summary>Which of a profile's numbers two profiles are compared by.</summary>
public enum DiffMeasure
{
    /// <summary>The share of all samples: how the work is divided, whatever the load.</summary>
    Share,

    /// <summary>The cost per second of profiling: more work also counts as a change. Needs both durations.</summary>
    Cost,
}
