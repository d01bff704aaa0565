namespace Sonde.Diagnosis.Model.Workloads;

/// <summary>A CronJob.</summary>
public sealed record CronJob(Metadata Meta) : Controller(Meta)
{
    /// <summary>When it runs.</summary>
    public string Schedule { get; init; } = "";

    /// <summary>The time zone of the schedule; empty: the controller's.</summary>
    public string TimeZone { get; init; } = "";

    /// <summary>It does not run.</summary>
    public bool IsSuspended { get; init; }

    /// <summary><c>Allow</c>, <c>Forbid</c> or <c>Replace</c>.</summary>
    public string ConcurrencyPolicy { get; init; } = "Allow";

    /// <summary>Seconds by which a run may be late; null: no bound.</summary>
    public long? StartingDeadline { get; init; }

    /// <summary>Names of the Jobs that run.</summary>
    public IReadOnlyList<string> Active { get; init; } = [];

    /// <summary>When it last started one.</summary>
    public DateTimeOffset? LastScheduled { get; init; }

    /// <summary>When one last succeeded.</summary>
    public DateTimeOffset? LastSuccessful { get; init; }

    /// <inheritdoc/>
    public override int? Wanted => null;
}
