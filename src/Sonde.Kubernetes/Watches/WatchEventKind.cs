namespace Sonde.Kubernetes.Watches;

/// <summary>What a watch tells.</summary>
public enum WatchEventKind
{
    /// <summary>An object is there: it was from the beginning, or has been made.</summary>
    Added,

    /// <summary>An object has changed.</summary>
    Modified,

    /// <summary>An object is gone; the event holds its last state.</summary>
    Deleted,

    /// <summary>Everything that was there in the beginning has been told; no object.</summary>
    Synced,

    /// <summary>
    /// The server could not go on from where it was: everything is told again, until the next <see cref="Synced"/>. What was
    /// known before and is not told again is gone. No object.
    /// </summary>
    Restarted,
}
