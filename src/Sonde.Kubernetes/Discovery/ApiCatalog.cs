namespace Sonde.Kubernetes.Discovery;

/// <summary>What a server serves: every kind of object once, in the version that the server prefers.</summary>
/// <param name="resources">In the server's order: the core group first.</param>
/// <param name="failures">Groups that could not be asked.</param>
public sealed class ApiCatalog(IReadOnlyList<ApiResource> resources, IReadOnlyList<DiscoveryFailure> failures)
{
    /// <summary>Every kind once, without subresources.</summary>
    public IReadOnlyList<ApiResource> Resources { get; } = resources;

    /// <summary>Groups that could not be asked.</summary>
    public IReadOnlyList<DiscoveryFailure> Failures { get; } = failures;

    /// <summary>The kind with that group and name; null when the server has none.</summary>
    /// <param name="group">API group; empty for the core group.</param>
    /// <param name="name">Plural in small letters.</param>
    public ApiResource? Find(string group, string name) =>
        Resources.FirstOrDefault(r => r.Group == group && r.Name == name);

    /// <summary>What a user means by <c>po</c>, <c>pod</c>, <c>Pods</c>, <c>deploy</c> or <c>deployments.apps</c>; null when nothing.</summary>
    /// <param name="word">As typed.</param>
    public ApiResource? Find(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        int dot = word.IndexOf('.', StringComparison.Ordinal);
        string name = dot < 0 ? word : word[..dot];
        string? group = dot < 0 ? null : word[(dot + 1)..];
        return Resources.FirstOrDefault(r => (group is null || Same(r.Group, group))
            && (Same(r.Name, name) || Same(r.Kind, name) || Same(r.Singular, name) || r.ShortNames.Any(s => Same(s, name))));
    }

    private static bool Same(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
