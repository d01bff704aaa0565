using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Causes;

/// <summary>How an object suffers, whatever the cause.</summary>
/// <param name="Subject">The object.</param>
/// <param name="Title">How.</param>
/// <param name="Weight">How much: pods that are missing; 1 for anything else.</param>
internal sealed record Symptom(ObjectRef Subject, string Title, int Weight);
