namespace Sonde.Diagnosis.Model;

/// <summary>
/// Something that was seen from inside a node or a container (by <c>sonde inspect</c>), which no object of the API tells.
/// </summary>
/// <param name="About">The pod or node.</param>
/// <param name="Container">The container; empty for the whole.</param>
/// <param name="Name">What was looked at, <c>sockets.listening</c> for one.</param>
/// <param name="Value">What was seen.</param>
/// <param name="Time">When.</param>
public sealed record Observation(ObjectRef About, string Container, string Name, string Value, DateTimeOffset? Time);
