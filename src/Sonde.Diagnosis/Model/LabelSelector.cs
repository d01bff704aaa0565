namespace Sonde.Diagnosis.Model;

/// <summary>Chooses objects by their labels.</summary>
/// <param name="Requirements">All must be met; <c>matchLabels</c> are requirements with one value.</param>
public sealed record LabelSelector(IReadOnlyList<LabelRequirement> Requirements)
{
    /// <summary>Says yes to all (an empty selector).</summary>
    public bool IsEmpty => Requirements.Count == 0;

    /// <summary>Whether it chooses an object with these labels.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach (LabelRequirement requirement in Requirements)
        {
            if (!requirement.Matches(labels))
                return false;
        }

        return true;
    }

    /// <summary>The requirements that labels do not meet.</summary>
    public IEnumerable<LabelRequirement> Missing(IReadOnlyDictionary<string, string> labels) =>
        Requirements.Where(requirement => !requirement.Matches(labels));

    /// <inheritdoc/>
    public override string ToString() => string.Join(",", Requirements);
}
