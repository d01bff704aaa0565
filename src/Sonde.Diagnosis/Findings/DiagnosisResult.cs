using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Shares;

namespace Sonde.Diagnosis.Findings;

/// <summary>Why a cluster is broken.</summary>
/// <param name="CapturedAt">The moment it speaks of.</param>
/// <param name="Roots">The causes, the one with the most suffering first.</param>
/// <param name="Undetermined">What does not work, for reasons that are not visible.</param>
/// <param name="BlindSpots">What could not be seen.</param>
public sealed record DiagnosisResult(
    DateTimeOffset CapturedAt,
    IReadOnlyList<RootCause> Roots,
    IReadOnlyList<Undetermined> Undetermined,
    IReadOnlyList<BlindSpot> BlindSpots)
{
    /// <summary>What failing pods and requests have in common, more often than chance explains.</summary>
    public IReadOnlyList<SharedTrait> Shared { get; init; } = [];
}
