namespace Sonde.Diagnosis.Model.Usage;

/// <summary>What a node uses, as the metrics API tells it (<c>metrics.k8s.io</c>).</summary>
public sealed record NodeMetrics(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>The end of the time that was measured.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Cores and bytes (working set), by resource.</summary>
    public IReadOnlyDictionary<string, Quantity> Usage { get; init; } = new Dictionary<string, Quantity>();
}
