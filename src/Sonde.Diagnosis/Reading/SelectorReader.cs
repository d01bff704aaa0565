using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Reading;

/// <summary>Reads selectors.</summary>
internal static class SelectorReader
{
    /// <summary>A label selector; null when the field is absent, which is not the same as empty.</summary>
    public static LabelSelector? Read(Field field) => field.Exists
        ? new LabelSelector(
            [
                .. field["matchLabels"].Map.Select(label => new LabelRequirement(label.Key, "In", [label.Value])),
                .. Requirements(field["matchExpressions"]),
            ])
        : null;

    /// <summary>The map of a ReplicationController or Service as a selector.</summary>
    public static LabelSelector? OfMap(Field field) => field.Exists
        ? new LabelSelector([.. field.Map.Select(label => new LabelRequirement(label.Key, "In", [label.Value]))])
        : null;

    /// <summary><c>matchExpressions</c>.</summary>
    public static LabelRequirement[] Requirements(Field field) => field.Items(item =>
        new LabelRequirement(item["key"].Text, item["operator"].Text, item["values"].Texts));
}
