namespace Sonde.Kubernetes.Lists;

/// <summary>What <see cref="ListReader.ReadManyAsync"/> gives: a page, or a request's end.</summary>
/// <param name="Request">The request it belongs to.</param>
/// <param name="Page">The page, for the caller to dispose; null at the end.</param>
/// <param name="Error">Why the request ended early, as when the kind is forbidden; null when it did not.</param>
public sealed record ListPart(ListRequest Request, ResourcePage? Page, KubernetesException? Error)
{
    /// <summary>True when nothing more comes of this request.</summary>
    public bool IsEnd => Page is null;
}
