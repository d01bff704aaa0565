namespace Sonde.Diagnosis.Model.Workloads;

/// <summary>A Job.</summary>
public sealed record Job(Metadata Meta) : Controller(Meta)
{
    /// <summary>Pods that have to succeed; null: one.</summary>
    public int? Completions { get; init; }

    /// <summary>Pods at a time.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>Failures it puts up with.</summary>
    public int BackoffLimit { get; init; } = 6;

    /// <summary>Seconds it may take; null: no bound.</summary>
    public long? ActiveDeadline { get; init; }

    /// <summary>It waits until somebody resumes it.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>Pods that run.</summary>
    public int Active { get; init; }

    /// <summary>Pods that succeeded.</summary>
    public int Succeeded { get; init; }

    /// <summary>Pods that failed.</summary>
    public int Failed { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>It ended well.</summary>
    public bool IsComplete => ConditionOf("Complete") is { IsTrue: true };

    /// <summary>It ended badly.</summary>
    public bool IsFailed => ConditionOf("Failed") is { IsTrue: true };

    /// <inheritdoc/>
    public override int? Wanted => IsSuspended || IsComplete || IsFailed ? 0 : Parallelism;
}
