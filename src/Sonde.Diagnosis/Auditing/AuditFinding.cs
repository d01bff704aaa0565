using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Auditing;

/// <summary>What a check found.</summary>
/// <param name="Check">The check's slug.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="Subject">The object that has to change.</param>
/// <param name="Title">One plain sentence, without the subject's name and without a full stop.</param>
/// <param name="Place">Where the field stands, or its parent when it is absent.</param>
/// <param name="Path">The field.</param>
/// <param name="Remedy">What to do.</param>
public sealed record AuditFinding(
    string Check, Severity Severity, ObjectRef Subject, string Title, SourcePlace Place, string Path, AuditRemedy Remedy)
{
    /// <summary>The container it is about; empty for the whole.</summary>
    public string Container { get; init; } = "";
}
