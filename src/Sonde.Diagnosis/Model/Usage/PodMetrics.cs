namespace Sonde.Diagnosis.Model.Usage;

/// <summary>What a pod uses, as the metrics API tells it (<c>metrics.k8s.io</c>).</summary>
public sealed record PodMetrics(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>The end of the time that was measured.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Cores and bytes (working set) of all its containers, by resource.</summary>
    public IReadOnlyDictionary<string, decimal> Usage { get; init; } = new Dictionary<string, decimal>();
}
