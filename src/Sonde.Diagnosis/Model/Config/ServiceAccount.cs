namespace Sonde.Diagnosis.Model.Config;

/// <summary>A ServiceAccount.</summary>
public sealed record ServiceAccount(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Names of the Secrets that its pods ask image registries with.</summary>
    public IReadOnlyList<string> ImagePullSecrets { get; init; } = [];
}
