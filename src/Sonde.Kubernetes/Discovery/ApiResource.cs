namespace Sonde.Kubernetes.Discovery;

/// <summary>A kind of object that a server serves, in one version.</summary>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Version">Version, such as <c>v1</c>.</param>
/// <param name="Kind">Kind, such as <c>Pod</c>.</param>
/// <param name="Name">Name in paths: the plural in small letters, such as <c>pods</c>.</param>
/// <param name="IsNamespaced">True when objects of it live in namespaces.</param>
public sealed record ApiResource(string Group, string Version, string Kind, string Name, bool IsNamespaced)
{
    /// <summary>What can be done with it: <c>get</c>, <c>list</c>, <c>watch</c>, …</summary>
    public IReadOnlyList<string> Verbs { get; init; } = [];

    /// <summary>Short names, such as <c>po</c>.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>The singular; empty when the server gives none.</summary>
    public string Singular { get; init; } = "";

    /// <summary>Group and version as objects write them: <c>v1</c>, <c>apps/v1</c>.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The name with its group, as in RBAC rules and <c>kubectl get</c>: <c>pods</c>, <c>deployments.apps</c>.</summary>
    public string FullName => Group.Length == 0 ? Name : $"{Name}.{Group}";

    /// <summary>The path of its lists.</summary>
    /// <param name="inNamespace">The namespace; null for all of them, and for what has none.</param>
    internal Http.ApiPath Path(string? inNamespace)
    {
        Http.ApiPath path = new(Group.Length == 0 ? "/api" : "/apis");
        if (Group.Length > 0)
            path.Segment(Group);
        path.Segment(Version);
        if (IsNamespaced && inNamespace is not null)
            path.Segment("namespaces").Segment(inNamespace);
        return path.Segment(Name);
    }
}
