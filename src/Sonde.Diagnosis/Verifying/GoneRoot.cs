using Sonde.Diagnosis.Narrowing;

namespace Sonde.Diagnosis.Verifying;

/// <summary>A cause of the earlier diagnosis that the later one does not name.</summary>
/// <param name="Root">The cause.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Why">How that is known, in a few words.</param>
public sealed record GoneRoot(KnownRoot Root, Outcome Outcome, string Why);
