namespace Sonde.Diagnosis.Shares;

/// <summary>Things of which some fail, and their traits.</summary>
/// <typeparam name="T">What they are.</typeparam>
internal interface IPopulation<T>
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>How many of them fail.</summary>
    int Failing { get; }

    /// <summary>What may be tried about them.</summary>
    IReadOnlyCollection<Hypothesis> Hypotheses();

    /// <summary>Takes out those that have a trait.</summary>
    /// <returns>Those of them that fail.</returns>
    IReadOnlyList<T> TakeOut(Trait trait);
}
