namespace Sonde.Diagnosis.Snapshots;

/// <summary>A blind spot in a manifest.</summary>
/// <param name="What">What could not be seen.</param>
/// <param name="Why">Why.</param>
public sealed record SnapshotBlindSpot(string What, string Why);
