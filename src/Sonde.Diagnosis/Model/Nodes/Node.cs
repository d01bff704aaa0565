namespace Sonde.Diagnosis.Model.Nodes;

/// <summary>A node.</summary>
public sealed record Node(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Its taints.</summary>
    public IReadOnlyList<Taint> Taints { get; init; } = [];

    /// <summary>Nothing new is scheduled on it.</summary>
    public bool IsCordoned { get; init; }

    /// <summary>What pods may take, by resource.</summary>
    public IReadOnlyDictionary<string, Quantity> Allocatable { get; init; } = new Dictionary<string, Quantity>();

    /// <summary>What the machine has, by resource.</summary>
    public IReadOnlyDictionary<string, Quantity> Capacity { get; init; } = new Dictionary<string, Quantity>();

    /// <summary>Names of the images that are on it; the kubelet tells the 50 largest.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>Its processor: <c>amd64</c>, <c>arm64</c>, ….</summary>
    public string Architecture { get; init; } = "";

    /// <summary>Its operating system: <c>linux</c> or <c>windows</c>.</summary>
    public string OperatingSystem { get; init; } = "";

    /// <summary>Its kubelet's version.</summary>
    public string KubeletVersion { get; init; } = "";

    /// <summary>Its container runtime and version.</summary>
    public string Runtime { get; init; } = "";

    /// <summary>Names of the volumes that are attached to it.</summary>
    public IReadOnlyList<string> AttachedVolumes { get; init; } = [];

    /// <summary>It takes part.</summary>
    public bool IsReady => ConditionOf("Ready") is { IsTrue: true };
}
