namespace Sonde.Places.Ephemeral;

/// <summary>The image that holds Sonde.</summary>
/// <param name="Name">Its name, as a node pulls it.</param>
/// <param name="PullPolicy">Always, IfNotPresent or Never; null for what the cluster does by itself.</param>
public sealed record AgentImage(string Name, string? PullPolicy)
{
    /// <summary>The Secret with which pods that Sonde makes pull it; null for none. An ephemeral container uses its pod's.</summary>
    public string? PullSecret { get; init; }
}
