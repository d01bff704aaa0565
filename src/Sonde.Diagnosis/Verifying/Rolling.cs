using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Verifying;

/// <summary>A workload that is still changing.</summary>
/// <param name="Subject">The workload.</param>
/// <param name="Title">How far it is.</param>
public sealed record Rolling(ObjectRef Subject, string Title);
