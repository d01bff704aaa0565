namespace Sonde.Kubernetes.Sessions;

/// <summary>A container to have a session with.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Pod">The pod.</param>
/// <param name="Container">The container: an ordinary one, an init container or an ephemeral one.</param>
public sealed record SessionTarget(string Namespace, string Pod, string Container)
{
    /// <summary>For messages: <c>pod shop/cart-1, container cart</c>.</summary>
    public override string ToString() => $"pod {Namespace}/{Pod}, container {Container}";
}
