using System.Text.Json.Nodes;
using Sonde.Places.Ephemeral;

namespace Sonde.Places.Debug;

/// <summary>What is wanted of a session for debugging.</summary>
/// <param name="Image">What it runs.</param>
/// <param name="IsOwnImage">The image is Sonde's: its agent keeps the container there, and sessions come by exec, so that nothing stands in a log.</param>
/// <param name="Profile">What it may do; null to find out what is possible.</param>
public sealed record DebugRequest(AgentImage Image, bool IsOwnImage, DebugProfile? Profile)
{
    /// <summary>A command instead of a shell; empty for a shell.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Environment variables.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>There is a terminal to type into.</summary>
    public bool HasTerminal { get; init; }

    /// <summary>The user's own changes to the container; null for none.</summary>
    public JsonObject? Custom { get; init; }

    /// <summary>Images of containers to replace in a copy, by name; <c>*</c> is every container.</summary>
    public IReadOnlyDictionary<string, string> Images { get; init; } = new Dictionary<string, string>();

    /// <summary>The copy's containers see each other's processes.</summary>
    public bool SharesProcesses { get; init; } = true;

    /// <summary>The copy runs on the same node.</summary>
    public bool IsOnSameNode { get; init; }

    /// <summary>What the copy keeps of its pod.</summary>
    public KeptParts Kept { get; init; } = new();

    /// <summary>The container that is meant; null for the pod's default.</summary>
    public string? Container { get; init; }
}
