namespace Sonde.Places.Ephemeral;

/// <summary>Which rights a command wants to begin with. Least privilege: what its target's own user sees is tried first, unless it cannot be enough.</summary>
/// <param name="Reason">Why, in a few words for the user.</param>
/// <param name="IsMost">Root with capabilities is tried first.</param>
public sealed record AgentNeeds(string Reason, bool IsMost)
{
    /// <summary>What a process shows to its own user: its memory, and perf events of its own code.</summary>
    public static AgentNeeds OwnUser { get; } = new("the target's own user may see it", IsMost: false);

    /// <summary>Everything.</summary>
    public static AgentNeeds All { get; } = new("it sees every process", IsMost: true);

    /// <summary>More than a user gets from the kernel.</summary>
    /// <param name="what">What needs it, such as <c>--kernel</c>.</param>
    public static AgentNeeds Kernel(string what) => new($"{what} needs it", IsMost: true);
}
