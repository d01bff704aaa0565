namespace Sonde.Diagnosis.Model.Pods;

/// <summary>One term of a node affinity: all its requirements must be met by one node.</summary>
/// <param name="Labels">On the node's labels.</param>
/// <param name="Fields">On the node's fields; only <c>metadata.name</c> exists.</param>
public sealed record NodeSelectorTerm(IReadOnlyList<LabelRequirement> Labels, IReadOnlyList<LabelRequirement> Fields)
{
    /// <summary>Whether a node meets it. An empty term is met by none.</summary>
    /// <param name="labels">The node's labels.</param>
    /// <param name="name">The node's name.</param>
    public bool Matches(IReadOnlyDictionary<string, string> labels, string name)
    {
        if (Labels.Count == 0 && Fields.Count == 0)
            return false;
        foreach (LabelRequirement requirement in Labels)
        {
            if (!requirement.Matches(labels))
                return false;
        }

        return Fields.Count == 0 || Fields.All(field =>
            field.Key == "metadata.name" && field.Matches(new Dictionary<string, string> { ["metadata.name"] = name }));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(",", Labels.Concat(Fields));
}
