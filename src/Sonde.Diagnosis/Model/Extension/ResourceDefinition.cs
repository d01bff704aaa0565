namespace Sonde.Diagnosis.Model.Extension;

/// <summary>A kind that was added to the API: a CustomResourceDefinition.</summary>
public sealed record ResourceDefinition(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Its group.</summary>
    public string Group { get; init; } = "";

    /// <summary>The kind.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Its name in URLs.</summary>
    public string Plural { get; init; } = "";
}
