namespace Sonde.Profiles.Analysis;

/// <summary>How to compare two profiles.</summary>
public sealed record DiffOptions
{
    /// <summary>The sample type to compare, by name; null for the second profile's default.</summary>
    public string? SampleType { get; init; }

    /// <summary>What decides whether something changed.</summary>
    public DiffMeasure Measure { get; init; }

    /// <summary>
    /// The share of false alarms among what is called significant (Benjamini and Hochberg's false discovery rate). When
    /// nothing has changed, it is the probability that anything at all is called significant.
    /// </summary>
    public double FalseDiscoveryRate { get; init; } = 0.01;
}
