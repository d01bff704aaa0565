namespace Sonde.Diagnosis.Model.Network;

/// <summary>Lets objects of other namespaces refer to objects of its own (Gateway API).</summary>
public sealed record ReferenceGrant(Metadata Meta) : KubeObject(Meta)
{
    /// <summary>Who may refer: kind and namespace.</summary>
    public IReadOnlyList<(string Kind, string Namespace)> From { get; init; } = [];

    /// <summary>To what: kind, and name or empty for all.</summary>
    public IReadOnlyList<(string Kind, string Name)> To { get; init; } = [];

    /// <summary>Whether an object of a kind and namespace may refer to one of this namespace.</summary>
    public bool Allows(ObjectRef from, ObjectRef to) => to.Namespace == Ref.Namespace
        && From.Contains((from.Kind, from.Namespace)) && To.Any(one => one.Kind == to.Kind && (one.Name.Length == 0 || one.Name == to.Name));
}
