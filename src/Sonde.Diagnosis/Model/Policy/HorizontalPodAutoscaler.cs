namespace Sonde.Diagnosis.Model.Policy;

/// <summary>Changes the replicas of a workload by what it measures: a HorizontalPodAutoscaler.</summary>
public sealed record HorizontalPodAutoscaler(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>What it scales.</summary>
    public ObjectRef Target { get; init; }

    /// <summary>Fewest replicas.</summary>
    public int Min { get; init; } = 1;

    /// <summary>Most replicas.</summary>
    public int Max { get; init; }

    /// <summary>Replicas that there are.</summary>
    public int Current { get; init; }

    /// <summary>Replicas that it wants.</summary>
    public int Desired { get; init; }

    /// <summary>What it measures.</summary>
    public IReadOnlyList<ScalingMetric> Metrics { get; init; } = [];
}
