namespace Sonde.Places.Pods;

/// <summary>A container of a pod.</summary>
/// <param name="Name">Its name.</param>
/// <param name="User">The user that the spec or the kubelet names; null when only its image knows.</param>
/// <param name="Group">The same of its main group.</param>
/// <param name="IsRunning">It runs now.</param>
/// <param name="Id">Its ID without the runtime's name; empty before it was made.</param>
public sealed record PodContainer(string Name, long? User, long? Group, bool IsRunning, string Id)
{
    /// <summary>It has ended, or waits to be started again.</summary>
    public bool IsCrashing { get; init; }
}
