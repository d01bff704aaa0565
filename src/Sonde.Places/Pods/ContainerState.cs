namespace Sonde.Places.Pods;

/// <summary>The states of a container (<c>ContainerState</c> of core/v1).</summary>
public enum ContainerState
{
    /// <summary>Not started yet, or between restarts.</summary>
    Waiting,

    /// <summary>Running.</summary>
    Running,

    /// <summary>Ended.</summary>
    Terminated,
}
