using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Watching;

/// <summary>One moment of a cluster that is watched.</summary>
/// <param name="Cluster">The moment.</param>
/// <param name="Diagnosis">Why it is broken.</param>
/// <param name="Changes">How many objects, events and logs have changed since the step before.</param>
/// <param name="Evaluated">How many times a rule looked at a subject for it.</param>
/// <param name="Took">How long that took.</param>
public sealed record WatchStep(Cluster Cluster, DiagnosisResult Diagnosis, int Changes, int Evaluated, TimeSpan Took);
