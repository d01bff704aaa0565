namespace Sonde.Diagnosis.Findings;

/// <summary>A cause with everything that suffers from it.</summary>
/// <param name="Finding">The cause.</param>
/// <param name="Effects">What suffers, the nearest first.</param>
public sealed record RootCause(Finding Finding, IReadOnlyList<Effect> Effects)
{
    /// <summary>The cause that began first of those that this one depends on; null when none began before it.</summary>
    public CascadeStep? After { get; init; }

    /// <summary>Causes that depend on this one, of which it is the first, in the order in which they began.</summary>
    public IReadOnlyList<CascadeStep> Followers { get; init; } = [];
}
