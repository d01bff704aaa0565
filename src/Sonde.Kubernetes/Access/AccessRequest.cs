namespace Sonde.Kubernetes.Access;

/// <summary>Something one may or may not be allowed to do (<c>ResourceAttributes</c>).</summary>
/// <param name="Verb">Such as <c>list</c>.</param>
/// <param name="Group">API group; empty for the core group.</param>
/// <param name="Resource">Plural, such as <c>pods</c>.</param>
public sealed record AccessRequest(string Verb, string Group, string Resource)
{
    /// <summary>Subresource, such as <c>log</c>; null for none.</summary>
    public string? Subresource { get; init; }

    /// <summary>Namespace; null for all of them.</summary>
    public string? Namespace { get; init; }

    /// <summary>One object's name; null for all.</summary>
    public string? Name { get; init; }
}
