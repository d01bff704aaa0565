namespace Sonde.Places.Ephemeral;

/// <summary>How adding an agent's container ended.</summary>
/// <param name="Container">Its name.</param>
/// <param name="Refused">Why this identity is not to be had here; null when the container runs.</param>
internal readonly record struct AgentStart(string Container, string? Refused);
