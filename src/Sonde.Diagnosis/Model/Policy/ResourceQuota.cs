namespace Sonde.Diagnosis.Model.Policy;

/// <summary>How much a namespace may take: a ResourceQuota.</summary>
public sealed record ResourceQuota(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>The bounds, by what they count: <c>pods</c>, <c>requests.cpu</c>, <c>count/jobs.batch</c>, ….</summary>
    public IReadOnlyDictionary<string, Quantity> Hard { get; init; } = new Dictionary<string, Quantity>();

    /// <summary>What is taken, as the quota controller last added it up.</summary>
    public IReadOnlyDictionary<string, Quantity> Used { get; init; } = new Dictionary<string, Quantity>();

    /// <summary>Which objects it counts (<c>BestEffort</c>, <c>NotTerminating</c>, …); empty: all.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];
}
