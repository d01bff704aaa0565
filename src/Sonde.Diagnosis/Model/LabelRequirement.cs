using System.Globalization;

namespace Sonde.Diagnosis.Model;

/// <summary>One <c>matchExpressions</c> entry, of a label selector or a node selector.</summary>
/// <param name="Key">The label.</param>
/// <param name="Operator"><c>In</c>, <c>NotIn</c>, <c>Exists</c>, <c>DoesNotExist</c>, and for nodes <c>Gt</c>, <c>Lt</c>.</param>
/// <param name="Values">The values it compares with.</param>
public sealed record LabelRequirement(string Key, string Operator, IReadOnlyList<string> Values)
{
    /// <summary>Whether a set of labels meets it. An unknown operator is met by nothing.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        bool has = labels.TryGetValue(Key, out string? value);
        return Operator switch
        {
            "In" => has && Values.Contains(value),
            "NotIn" => !has || !Values.Contains(value),
            "Exists" => has,
            "DoesNotExist" => !has,
            "Gt" => has && Compare(value!) > 0,
            "Lt" => has && Compare(value!) < 0,
            _ => false,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => Operator switch
    {
        "In" when Values.Count == 1 => $"{Key}={Values[0]}",
        "In" => $"{Key} in ({string.Join(", ", Values)})",
        "NotIn" => $"{Key} not in ({string.Join(", ", Values)})",
        "Exists" => Key,
        "DoesNotExist" => $"!{Key}",
        "Gt" => $"{Key}>{string.Join(", ", Values)}",
        "Lt" => $"{Key}<{string.Join(", ", Values)}",
        _ => $"{Key} {Operator} ({string.Join(", ", Values)})",
    };

    /// <summary>Sign of label minus bound; 0, which meets neither, when one of both is no whole number.</summary>
    private int Compare(string value) =>
        Values is [{ } only]
        && long.TryParse(only, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long bound)
        && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number.CompareTo(bound)
            : 0;
}
