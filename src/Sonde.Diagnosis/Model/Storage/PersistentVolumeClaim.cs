namespace Sonde.Diagnosis.Model.Storage;

/// <summary>A claim of a volume.</summary>
public sealed record PersistentVolumeClaim(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Its class; null: the default one; empty: none.</summary>
    public string? StorageClass { get; init; }

    /// <summary>The volume it has.</summary>
    public string Volume { get; init; } = "";

    /// <summary><c>Pending</c>, <c>Bound</c> or <c>Lost</c>.</summary>
    public string Phase { get; init; } = "";

    /// <summary>How it may be mounted.</summary>
    public IReadOnlyList<string> AccessModes { get; init; } = [];

    /// <summary>How large it must be.</summary>
    public Quantity? Request { get; init; }

    /// <summary>How large the volume is that it has; null while it has none.</summary>
    public Quantity? Capacity { get; init; }

    /// <summary>How far a change of its size is (<c>status.allocatedResourceStatuses</c>), <c>NodeResizePending</c> for one; empty for none.</summary>
    public string ResizeStatus { get; init; } = "";

    /// <summary><c>Filesystem</c> or <c>Block</c>.</summary>
    public string Mode { get; init; } = "Filesystem";

    /// <summary>Which volumes it takes; null: any.</summary>
    public LabelSelector? Selector { get; init; }
}
