namespace Sonde.Diagnosis.Model.Config;

/// <summary>A ConfigMap.</summary>
public sealed record ConfigMap(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Longest value that is kept: host names and small files are, and nothing else is looked for.</summary>
    public const int LongestValue = 2048;

    /// <summary>Its keys; the values of long ones are empty, as are those of binary ones.</summary>
    public IReadOnlyDictionary<string, string> Data { get; init; } = new Dictionary<string, string>();

    /// <summary>When its data last changed, as far as the API's bookkeeping of who wrote what tells; at least since then it exists.</summary>
    public DateTimeOffset? DataChanged { get; init; }

    /// <summary>It cannot be changed.</summary>
    public bool IsImmutable { get; init; }
}
