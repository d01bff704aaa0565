namespace Sonde.Diagnosis.Model.Workloads;

/// <summary>A StatefulSet.</summary>
public sealed record StatefulSet(Metadata Meta) : Controller(Meta)
{
    /// <summary>How many pods it is to have.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>The headless Service that gives its pods names.</summary>
    public string ServiceName { get; init; } = "";

    /// <summary>One pod after the other; <c>Parallel</c> does not wait.</summary>
    public bool IsOrdered { get; init; } = true;

    /// <summary><c>OnDelete</c>: a new template waits until somebody deletes a pod.</summary>
    public string UpdateStrategy { get; init; } = "RollingUpdate";

    /// <summary>Ordinals below it keep their template.</summary>
    public int Partition { get; init; }

    /// <summary>The first ordinal.</summary>
    public int FirstOrdinal { get; init; }

    /// <summary>Names of the claims its pods get, without the pod's name.</summary>
    public IReadOnlyList<string> ClaimTemplates { get; init; } = [];

    /// <summary>Pods that are ready.</summary>
    public int Ready { get; init; }

    /// <summary>Pods that exist.</summary>
    public int Existing { get; init; }

    /// <summary>Hash of the template that pods had before.</summary>
    public string CurrentRevision { get; init; } = "";

    /// <summary>Hash of the template that pods are to have.</summary>
    public string UpdateRevision { get; init; } = "";

    /// <inheritdoc/>
    public override int? Wanted => Replicas;
}
