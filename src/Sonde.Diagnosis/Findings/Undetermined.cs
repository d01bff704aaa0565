using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Findings;

/// <summary>Something that does not work, and whose cause is not visible.</summary>
/// <param name="Subject">The object.</param>
/// <param name="Title">How it suffers, and what would have to be seen to tell why.</param>
public sealed record Undetermined(ObjectRef Subject, string Title);
