namespace Sonde.Places.Pods;

/// <summary>A container of a pod.</summary>
/// <param name="Name">Its name.</param>
/// <param name="User">The user that the spec or the kubelet names; null when only its image knows.</param>
/// <param name="Group">The same of its main group.</param>
/// <param name="IsRunning">It runs now.</param>
/// <param name="Id">Its ID without the runtime's name; empty before it was made.</param>
public sealed record PodContainer(string Name, long? User, long? Group, bool IsRunning, string Id)
{
    /// <summary>The image that its spec names.</summary>
    public string Image { get; init; } = "";

    /// <summary>The kubelet's word for why it does not run, such as <c>CrashLoopBackOff</c>; empty when it gives none.</summary>
    public string Trouble { get; init; } = "";

    /// <summary>What its preStop hook does, in words; empty for none.</summary>
    public string PreStop { get; init; } = "";

    /// <summary>How long the hook's own sleep action lasts, in seconds; null when it does something else.</summary>
    public long? PreStopSleepSeconds { get; init; }

    /// <summary>The command that the hook runs; empty when it does something else.</summary>
    public IReadOnlyList<string> PreStopCommand { get; init; } = [];

    /// <summary>It has passed its readiness probe, or has none.</summary>
    public bool IsReady { get; init; }

    /// <summary>How often it was started again.</summary>
    public long Restarts { get; init; }

    /// <summary>It has ended, or waits to be started again.</summary>
    public bool IsCrashing { get; init; }

    /// <summary>How it ended, when it has ended for good.</summary>
    public ContainerExit? Exit { get; init; }

    /// <summary>How the run before this one ended; null when there was none.</summary>
    public ContainerExit? LastExit { get; init; }
}
