namespace Sonde.Diagnosis.Model.Storage;

/// <summary>A volume that is, or is to be, attached to a node.</summary>
public sealed record VolumeAttachment(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Who attaches it: a CSI driver.</summary>
    public string Attacher { get; init; } = "";

    /// <summary>The node.</summary>
    public string Node { get; init; } = "";

    /// <summary>The PersistentVolume; empty for an inline volume.</summary>
    public string Volume { get; init; } = "";

    /// <summary>It is attached.</summary>
    public bool IsAttached { get; init; }

    /// <summary>Why it could not be attached, or detached; empty for no error.</summary>
    public string Error { get; init; } = "";
}
