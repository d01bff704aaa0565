using Sonde.Kubernetes.Discovery;

namespace Sonde.Kubernetes.Lists;

/// <summary>Which objects of a kind are wanted.</summary>
/// <param name="Resource">The kind.</param>
public sealed record ListRequest(ApiResource Resource)
{
    /// <summary>The namespace; null for all of them.</summary>
    public string? Namespace { get; init; }

    /// <summary>Label selector as kubectl's <c>-l</c>; null for all objects.</summary>
    public string? LabelSelector { get; init; }

    /// <summary>Field selector; null for all objects.</summary>
    public string? FieldSelector { get; init; }

    /// <summary>Objects for each answer. kubectl asks for 500.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>What is asked, in a user's words.</summary>
    public string What => Resource.IsNamespaced
        ? $"list {Resource.FullName} in {(Namespace is null ? "all namespaces" : $"namespace {Namespace}")}"
        : $"list {Resource.FullName}";
}
