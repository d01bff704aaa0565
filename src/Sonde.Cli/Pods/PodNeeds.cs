using Sonde.Places.Ephemeral;

namespace Sonde.Cli.Pods;

/// <summary>Which rights sampling wants.</summary>
internal static class PodNeeds
{
    /// <summary>Events that are read from a process's memory, or that the kernel gives every user for its own processes.</summary>
    private static readonly string[] OfOwnUser = ["cpu", "wall", "gil"];

    /// <summary>What an event and options want.</summary>
    public static AgentNeeds Of(string sampledEvent, bool kernel, bool native) =>
        kernel ? AgentNeeds.Kernel("--kernel")
        : native ? AgentNeeds.Kernel("--native")
        : OfOwnUser.Contains(sampledEvent) ? AgentNeeds.OwnUser
        : AgentNeeds.Kernel($"--event {sampledEvent}");
}
