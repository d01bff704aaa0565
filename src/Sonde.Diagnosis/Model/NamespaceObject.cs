namespace Sonde.Diagnosis.Model;

/// <summary>A Namespace.</summary>
public sealed record NamespaceObject(Metadata Meta) : KubeObject(Meta)
{
    /// <summary><c>Active</c> or <c>Terminating</c>.</summary>
    public string Phase { get; init; } = "";
}
