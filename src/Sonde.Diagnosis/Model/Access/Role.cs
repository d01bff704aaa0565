namespace Sonde.Diagnosis.Model.Access;

/// <summary>What somebody may do: a Role or a ClusterRole.</summary>
public sealed record Role(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Its rules; each one alone is enough.</summary>
    public IReadOnlyList<PolicyRule> Rules { get; init; } = [];
}
