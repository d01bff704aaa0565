namespace Sonde.Diagnosis.Model.Network;

/// <summary>Who may talk to some pods, and to whom they may talk: a NetworkPolicy.</summary>
public sealed record NetworkPolicy(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Its pods; empty: all of its namespace.</summary>
    public LabelSelector Pods { get; init; } = new([]);

    /// <summary>What comes in needs a rule.</summary>
    public bool IsolatesIngress { get; init; }

    /// <summary>What goes out needs a rule.</summary>
    public bool IsolatesEgress { get; init; }

    /// <summary>What may come in.</summary>
    public IReadOnlyList<NetworkPolicyRule> Ingress { get; init; } = [];

    /// <summary>What may go out.</summary>
    public IReadOnlyList<NetworkPolicyRule> Egress { get; init; } = [];
}
