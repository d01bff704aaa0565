namespace Sonde.Diagnosis.Model.Pods;

/// <summary>What a workload makes pods from.</summary>
/// <param name="Labels">Labels of its pods.</param>
/// <param name="Annotations">Annotations of its pods.</param>
/// <param name="Spec">Spec of its pods.</param>
public sealed record PodTemplate(
    IReadOnlyDictionary<string, string> Labels, IReadOnlyDictionary<string, string> Annotations, PodSpec Spec)
{
    /// <summary>A template of which nothing is known.</summary>
    public static PodTemplate Empty { get; } =
        new(new Dictionary<string, string>(), new Dictionary<string, string>(), PodSpec.Empty);
}
