namespace Sonde.Diagnosis.Model.Network;

/// <summary>A Service.</summary>
public sealed record Service(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Labels of its pods; empty: somebody else makes its endpoints.</summary>
    public IReadOnlyDictionary<string, string> Selector { get; init; } = new Dictionary<string, string>();

    /// <summary>Its ports.</summary>
    public IReadOnlyList<ServicePort> Ports { get; init; } = [];

    /// <summary><c>ClusterIP</c>, <c>NodePort</c>, <c>LoadBalancer</c> or <c>ExternalName</c>.</summary>
    public string Type { get; init; } = "ClusterIP";

    /// <summary>Its address; <c>None</c> when it is headless.</summary>
    public string ClusterIp { get; init; } = "";

    /// <summary>The name it stands for, with type ExternalName.</summary>
    public string ExternalName { get; init; } = "";

    /// <summary>Only endpoints of the caller's node serve callers inside.</summary>
    public bool IsInternalLocal { get; init; }

    /// <summary>Only endpoints of the receiving node serve callers outside.</summary>
    public bool IsExternalLocal { get; init; }

    /// <summary>Endpoints count before they are ready.</summary>
    public bool PublishesNotReady { get; init; }

    /// <summary>The implementation of load balancers that is to serve it; empty for the cluster's standard one.</summary>
    public string LoadBalancerClass { get; init; } = "";

    /// <summary>Addresses of its load balancer.</summary>
    public IReadOnlyList<string> LoadBalancer { get; init; } = [];

    /// <summary>It has no address of its own: names lead to the pods.</summary>
    public bool IsHeadless => ClusterIp == "None";
}
