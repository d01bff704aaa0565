namespace Sonde.Diagnosis.Model.Workloads;

/// <summary>A Deployment.</summary>
public sealed record Deployment(Metadata Meta) : Controller(Meta)
{
    /// <summary>How many pods it is to have.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Changes of its template wait.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Seconds without progress until a rollout counts as failed.</summary>
    public int ProgressDeadline { get; init; } = 600;

    /// <summary><c>RollingUpdate</c> or <c>Recreate</c>.</summary>
    public string Strategy { get; init; } = "RollingUpdate";

    /// <summary>How many pods a rollout may take away at once: a number or a percentage.</summary>
    public string MaxUnavailable { get; init; } = "25%";

    /// <summary>How many pods a rollout may add at once: a number or a percentage.</summary>
    public string MaxSurge { get; init; } = "25%";

    /// <summary>Pods of the newest template.</summary>
    public int Updated { get; init; }

    /// <summary>Pods that are ready.</summary>
    public int Ready { get; init; }

    /// <summary>Pods that are available.</summary>
    public int Available { get; init; }

    /// <summary>Pods that exist.</summary>
    public int Existing { get; init; }

    /// <inheritdoc/>
    public override int? Wanted => Replicas;
}
