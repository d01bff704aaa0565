namespace Sonde.Diagnosis.Auditing;

/// <summary>What a check is about.</summary>
public enum CheckArea
{
    /// <summary>Probes.</summary>
    Probes,

    /// <summary>Metrics, traces and logs.</summary>
    Observability,

    /// <summary>Memory, CPU, heaps.</summary>
    Resources,

    /// <summary>Replicas, budgets, spread, autoscaling, rollouts.</summary>
    Availability,

    /// <summary>Start and end of containers.</summary>
    Lifecycle,

    /// <summary>What a container may do, and secrets.</summary>
    Security,

    /// <summary>Objects that name each other.</summary>
    References,

    /// <summary>Jobs and CronJobs.</summary>
    Jobs,

    /// <summary>API versions and fields.</summary>
    Api,
}
