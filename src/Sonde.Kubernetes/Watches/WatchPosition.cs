namespace Sonde.Kubernetes.Watches;

/// <summary>Where a watch is, so that it can go on after an interruption.</summary>
internal sealed class WatchPosition
{
    /// <summary>The last state seen; empty when everything has to be told again.</summary>
    public string ResourceVersion { get; set; } = "";

    /// <summary>True once everything that was there in the beginning has been told.</summary>
    public bool IsSynced { get; set; }

    /// <summary>True once anything has been told: then a new beginning is a restart for the caller.</summary>
    public bool HasTold { get; set; }

    /// <summary>False once the server has refused to stream its lists.</summary>
    public bool CanStreamLists { get; set; } = true;

    /// <summary>Forgets the state: everything has to be told again.</summary>
    public void Forget() => (ResourceVersion, IsSynced) = ("", false);
}
