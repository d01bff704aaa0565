namespace Sonde.Diagnosis.Model.Workloads;

/// <summary>A DaemonSet.</summary>
public sealed record DaemonSet(Metadata Meta) : Controller(Meta)
{
    /// <summary>Nodes that are to run it.</summary>
    public int Desired { get; init; }

    /// <summary>Nodes whose pod is ready.</summary>
    public int Ready { get; init; }

    /// <summary>Nodes that run it and should not.</summary>
    public int Misscheduled { get; init; }

    /// <summary>Nodes whose pod has the newest template.</summary>
    public int Updated { get; init; }

    /// <summary><c>OnDelete</c>: a new template waits until somebody deletes a pod.</summary>
    public string UpdateStrategy { get; init; } = "RollingUpdate";

    /// <inheritdoc/>
    public override int? Wanted => Desired;
}
