namespace Sonde.Diagnosis.Model;

/// <summary>What every object carries (<c>metadata</c>), with its kind.</summary>
public sealed record Metadata(ObjectRef Ref)
{
    /// <summary>
    /// The annotation of an object that was read from a text which shows only a part of it: what is not shown, with commas between:
    /// <c>labels</c>, <c>spec</c> (a pod's containers, a node's capacity and taints), <c>ports</c>, <c>keys</c>, <c>request</c>, <c>exitCode</c>.
    /// </summary>
    public const string UnknownParts = "sonde.dev/unknown";

    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    /// <summary>Unique in the cluster's lifetime; empty when the source did not tell it.</summary>
    public string Uid { get; init; } = "";

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = None;

    /// <summary>Annotations that rules read; long ones and those of tools are left out.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = None;

    /// <summary>Owners.</summary>
    public IReadOnlyList<OwnerReference> Owners { get; init; } = [];

    /// <summary>Finalizers that hold up deletion.</summary>
    public IReadOnlyList<string> Finalizers { get; init; } = [];

    /// <summary>When it was created.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>When its deletion is due; null when nobody deleted it.</summary>
    public DateTimeOffset? Deleted { get; init; }

    /// <summary>Counts the changes of its spec.</summary>
    public long Generation { get; init; }

    /// <summary>Whether the source shows a part of the object (see <see cref="UnknownParts"/>): only then does its absence mean anything.</summary>
    public bool Knows(string part) => Annotations.Count == 0 || !Annotations.TryGetValue(UnknownParts, out string? parts) || !parts.Split(',').Contains(part);
}
