using System.Globalization;

namespace Sonde.Diagnosis.Model.Workloads;

/// <summary>A ReplicaSet, or a ReplicationController: one revision of a Deployment.</summary>
public sealed record ReplicaSet(Metadata Meta) : Controller(Meta)
{
    /// <summary>How many pods it is to have.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Pods that exist.</summary>
    public int Existing { get; init; }

    /// <summary>Pods that are ready.</summary>
    public int Ready { get; init; }

    /// <summary>Its revision in the Deployment; 0 when not told.</summary>
    public int Revision =>
        Meta.Annotations.TryGetValue("deployment.kubernetes.io/revision", out string? text)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int revision) ? revision : 0;

    /// <inheritdoc/>
    public override int? Wanted => Replicas;
}
