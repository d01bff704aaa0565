namespace Sonde.Diagnosis.Model.Pods;

/// <summary>A volume of a pod.</summary>
/// <param name="Name">Its name in the pod.</param>
/// <param name="Type">The field that tells its type: <c>configMap</c>, <c>persistentVolumeClaim</c>, <c>emptyDir</c>, …</param>
public sealed record Volume(string Name, string Type)
{
    /// <summary>The ConfigMaps and Secrets it takes files from (several for a projected volume).</summary>
    public IReadOnlyList<KeyRef> Refs { get; init; } = [];

    /// <summary>The claim it mounts (for an ephemeral volume the one that is made for it); empty for none.</summary>
    public string Claim { get; init; } = "";

    /// <summary>The path of a hostPath volume; empty for others.</summary>
    public string HostPath { get; init; } = "";

    /// <summary>An emptyDir in memory: what is written there counts as the container's memory.</summary>
    public bool IsInMemory { get; init; }

    /// <summary>The size limit of an emptyDir.</summary>
    public Quantity? SizeLimit { get; init; }

    /// <summary>The CSI driver of an inline volume; empty for others.</summary>
    public string CsiDriver { get; init; } = "";
}
