namespace Sonde.Kubernetes.Config;

/// <summary>As whom requests are made instead ("User impersonation", kubernetes.io/docs/reference/access-authn-authz).</summary>
public sealed record Impersonation
{
    /// <summary>The user's name.</summary>
    public required string User { get; init; }

    /// <summary>The user's UID; null when not given.</summary>
    public string? Uid { get; init; }

    /// <summary>Groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Further attributes, each with its values.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Extra { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
}
