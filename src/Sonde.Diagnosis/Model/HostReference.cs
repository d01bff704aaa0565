namespace Sonde.Diagnosis.Model;

/// <summary>A host name in a container's environment, command or arguments, or in a ConfigMap that it is given.</summary>
/// <param name="Host">The name, in lower case.</param>
/// <param name="Port">The port beside it; 0 when none is named.</param>
/// <param name="Container">The container.</param>
/// <param name="Where">Where it stands: the variable's name, <c>command</c>, <c>args</c>, or the ConfigMap with its key.</param>
public readonly record struct HostReference(string Host, int Port, string Container, string Where)
{
    /// <summary>It stands in a ConfigMap.</summary>
    public bool IsOfMap { get; init; }

    /// <summary>Where it stands, for evidence: <c>env DB_HOST</c>, <c>args</c>, <c>DB_HOST of ConfigMap app</c>.</summary>
    public string Path => IsOfMap || Where is "command" or "args" ? Where : $"env {Where}";
}
