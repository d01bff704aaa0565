using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Verifying;

/// <summary>What a change did: a diagnosis compared with an earlier one.</summary>
/// <param name="CapturedAt">The moment of the later one.</param>
/// <param name="Before">The moment of the earlier one; null when not told.</param>
/// <param name="BaseName">What the earlier one is, for people.</param>
/// <param name="Gone">Causes that are not named any more.</param>
/// <param name="Remaining">Causes that both name.</param>
/// <param name="New">Causes that only the later one names.</param>
/// <param name="Rolling">Workloads that are still changing.</param>
/// <param name="BlindSpots">What cannot be seen now.</param>
public sealed record Verification(
    DateTimeOffset CapturedAt,
    DateTimeOffset? Before,
    string BaseName,
    IReadOnlyList<GoneRoot> Gone,
    IReadOnlyList<RootCause> Remaining,
    IReadOnlyList<RootCause> New,
    IReadOnlyList<Rolling> Rolling,
    IReadOnlyList<BlindSpot> BlindSpots)
{
    /// <summary>Nothing is changing any more: what it says will stay.</summary>
    public bool IsSettled => Rolling.Count == 0;

    /// <summary>The causes that are there now.</summary>
    public IEnumerable<RootCause> Present => Remaining.Concat(New);
}
