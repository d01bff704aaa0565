using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Auditing;

/// <summary>What an audit is asked for.</summary>
public sealed record AuditOptions
{
    /// <summary>Checks that run; empty: all.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>Checks that do not run.</summary>
    public IReadOnlyList<string> Skip { get; init; } = [];

    /// <summary>The Kubernetes version that APIs are judged by: <c>1.33</c>; null: the cluster's, or the newest that is known.</summary>
    public string? KubernetesVersion { get; init; }

    /// <summary>Only objects of this namespace; null: all.</summary>
    public string? Namespace { get; init; }

    /// <summary>Only objects with these labels; null: all.</summary>
    public LabelSelector? Labels { get; init; }

    /// <summary>Only this object, and what it selects; null: all.</summary>
    public ObjectRef? Target { get; init; }
}
