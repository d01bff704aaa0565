namespace Sonde.Diagnosis.Model;

/// <summary>A host name in a container's environment, command or arguments.</summary>
/// <param name="Host">The name, in lower case.</param>
/// <param name="Port">The port beside it; 0 when none is named.</param>
/// <param name="Container">The container.</param>
/// <param name="Where">Where it stands: the variable's name, or <c>command</c>, <c>args</c>.</param>
public readonly record struct HostReference(string Host, int Port, string Container, string Where);
