using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Timelines;

/// <summary>What happened in a cluster, in the order of time.</summary>
/// <param name="CapturedAt">The time of the cluster's moment.</param>
/// <param name="Entries">What happened, the oldest first.</param>
/// <param name="BlindSpots">What could not be seen.</param>
public sealed record Timeline(DateTimeOffset CapturedAt, IReadOnlyList<TimelineEntry> Entries, IReadOnlyList<BlindSpot> BlindSpots)
{
    /// <summary>The first thing that went wrong of what is wrong now; null when nothing is, or its begin is not seen.</summary>
    public TimelineEntry? First => Entries.FirstOrDefault(entry => entry.IsFirst);
}
