namespace Sonde.Diagnosis.Model;

/// <summary>Something that a part of Kubernetes reported. Repetitions are one event with a count.</summary>
public sealed record KubeEvent(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>What it is about.</summary>
    public ObjectRef About { get; init; }

    /// <summary>The uid of what it is about; empty when not told.</summary>
    public string AboutUid { get; init; } = "";

    /// <summary>The container it is about; empty for the object as a whole.</summary>
    public string Container { get; init; } = "";

    /// <summary>One word.</summary>
    public string Reason { get; init; } = "";

    /// <summary>A sentence.</summary>
    public string Message { get; init; } = "";

    /// <summary><c>Warning</c>; otherwise <c>Normal</c>.</summary>
    public bool IsWarning { get; init; }

    /// <summary>How often.</summary>
    public int Count { get; init; } = 1;

    /// <summary>First time.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>Last time.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>Who reported it: <c>kubelet</c>, <c>default-scheduler</c>, ….</summary>
    public string Reporter { get; init; } = "";

    /// <summary>The node that reported it; empty when not told.</summary>
    public string Host { get; init; } = "";

    /// <summary>The other object that took part: of a preemption, the pod that won.</summary>
    public ObjectRef? Related { get; init; }

    /// <summary>The order in which events are listed: the oldest first.</summary>
    internal static int ByTime(KubeEvent a, KubeEvent b)
    {
        int order = Nullable.Compare(a.Last, b.Last);
        return order != 0 ? order : a.Ref.CompareTo(b.Ref);
    }

    /// <summary>
    /// Whether it is about the object that now has the name: one that was made again under it has nothing to do with events about the old one.
    /// </summary>
    internal bool Concerns(KubeObject? current) =>
        current is null || current.Meta.Uid.Length == 0 || AboutUid.Length == 0 || AboutUid == current.Meta.Uid || About.Kind == "Node";
}
