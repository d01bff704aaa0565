namespace Sonde.Diagnosis.Model.Extension;

/// <summary>A part of the API that another server serves: an APIService.</summary>
public sealed record ApiService(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Its group, <c>metrics.k8s.io</c> for one.</summary>
    public string Group { get; init; } = "";

    /// <summary>Its version.</summary>
    public string Version { get; init; } = "";

    /// <summary>The Service behind it; null: the API server itself.</summary>
    public ObjectRef? Service { get; init; }

    /// <summary>The Service's port.</summary>
    public int Port { get; init; } = 443;
}
