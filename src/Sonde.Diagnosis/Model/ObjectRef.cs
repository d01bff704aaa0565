namespace Sonde.Diagnosis.Model;

/// <summary>Names one object of a cluster.</summary>
/// <param name="Kind">Its kind, as the API writes it.</param>
/// <param name="Namespace">Its namespace; empty for an object of the whole cluster.</param>
/// <param name="Name">Its name.</param>
/// <param name="Group">
/// The API group of a kind that is not Kubernetes' own; empty for those that are, so that an object keeps its identity
/// when a kind moves from one group to another (<c>extensions</c>, <c>apps</c>).
/// </param>
public readonly record struct ObjectRef(string Kind, string Namespace, string Name, string Group = "")
{
    /// <summary>A host that images are pulled from; no object of the API.</summary>
    public static ObjectRef Registry(string host) => new("Registry", "", host);

    /// <summary>The order in which objects are listed: by namespace, kind, name.</summary>
    public static Comparer<ObjectRef> Order { get; } = Comparer<ObjectRef>.Create((one, other) => one.CompareTo(other));

    /// <summary>Negative when this one is listed before the other.</summary>
    public int CompareTo(ObjectRef other)
    {
        int order = string.CompareOrdinal(Namespace, other.Namespace);
        if (order == 0)
            order = string.CompareOrdinal(Kind, other.Kind);
        if (order == 0)
            order = string.CompareOrdinal(Name, other.Name);
        return order != 0 ? order : string.CompareOrdinal(Group, other.Group);
    }

    /// <summary>As people write it: <c>Deployment shop/cart</c>, <c>Node node-7</c>.</summary>
    public override string ToString() => Namespace.Length == 0 ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}
