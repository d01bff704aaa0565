namespace Sonde.Diagnosis.Model.Policy;

/// <summary>How many pods may be taken away at a time on purpose: a PodDisruptionBudget.</summary>
public sealed record PodDisruptionBudget(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Its pods; null: none.</summary>
    public LabelSelector? Selector { get; init; }

    /// <summary>Pods that have to stay: a number or a percentage; empty when not set.</summary>
    public string MinAvailable { get; init; } = "";

    /// <summary>Pods that may go: a number or a percentage; empty when not set.</summary>
    public string MaxUnavailable { get; init; } = "";

    /// <summary>How many may go now.</summary>
    public int Allowed { get; init; }

    /// <summary>Pods that are healthy.</summary>
    public int Healthy { get; init; }

    /// <summary>Pods that have to be healthy.</summary>
    public int Desired { get; init; }

    /// <summary>Pods that there should be.</summary>
    public int Expected { get; init; }

    /// <summary>The generation that its status speaks of.</summary>
    public long ObservedGeneration { get; init; }
}
