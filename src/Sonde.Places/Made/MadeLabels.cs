namespace Sonde.Places.Made;

/// <summary>The labels by which pods that Sonde made are found again.</summary>
public static class MadeLabels
{
    /// <summary>Who manages an object (Kubernetes' recommended labels).</summary>
    public const string ManagedBy = "app.kubernetes.io/managed-by";

    /// <summary>The value of <see cref="ManagedBy"/>.</summary>
    public const string Sonde = "sonde";

    /// <summary>What the pod is for: <see cref="Node"/> or <see cref="Copy"/>.</summary>
    public const string Kind = "sonde.dev/kind";

    /// <summary>A pod on a node.</summary>
    public const string Node = "node";

    /// <summary>A copy of a pod.</summary>
    public const string Copy = "copy";

    /// <summary>An annotation: the node or the pod that it was made for.</summary>
    public const string Of = "sonde.dev/of";

    /// <summary>An annotation: the container of the pod in which a session runs.</summary>
    public const string Session = "sonde.dev/session";

    /// <summary>Selects all of them.</summary>
    public const string Selector = $"{ManagedBy}={Sonde},{Kind}";
}
