namespace Sonde.Diagnosis.Model.Pods;

/// <summary>One state of a container: waiting, running or terminated.</summary>
/// <param name="WaitingReason">Why it waits; null when it does not.</param>
/// <param name="WaitingMessage">More about it.</param>
/// <param name="RunningSince">Since when it runs; null when it does not.</param>
/// <param name="Terminated">How it ended; null when it did not.</param>
public sealed record ContainerState(
    string? WaitingReason, string WaitingMessage, DateTimeOffset? RunningSince, ContainerTermination? Terminated)
{
    /// <summary>Nothing is known.</summary>
    public static ContainerState Unknown { get; } = new(null, "", null, null);
}
