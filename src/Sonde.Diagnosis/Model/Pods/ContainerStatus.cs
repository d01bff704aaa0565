namespace Sonde.Diagnosis.Model.Pods;

/// <summary>What the kubelet says of a container.</summary>
/// <param name="Name">The container.</param>
/// <param name="Path">Where the status stands in the pod, <c>status.containerStatuses[0]</c>.</param>
public sealed record ContainerStatus(string Name, string Path)
{
    /// <summary>Its state now.</summary>
    public ContainerState State { get; init; } = ContainerState.Unknown;

    /// <summary>The end of the run before.</summary>
    public ContainerTermination? LastTermination { get; init; }

    /// <summary>It is ready.</summary>
    public bool IsReady { get; init; }

    /// <summary>Its startup probe, if any, succeeded; null when not told.</summary>
    public bool? IsStarted { get; init; }

    /// <summary>How often it was restarted.</summary>
    public int Restarts { get; init; }

    /// <summary>The image it runs.</summary>
    public string Image { get; init; } = "";

    /// <summary>The newest end of a run, whichever state tells it; null when no run ended.</summary>
    public ContainerTermination? Death => State.Terminated ?? LastTermination;

    /// <summary>Where <see cref="Death"/> stands.</summary>
    public string DeathPath => State.Terminated is not null ? $"{Path}.state.terminated" : $"{Path}.lastState.terminated";
}
