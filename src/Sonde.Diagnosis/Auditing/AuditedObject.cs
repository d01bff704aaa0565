using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Auditing;

/// <summary>An object with what was found about it.</summary>
/// <param name="Ref">The object.</param>
/// <param name="Place">Where it begins.</param>
/// <param name="Score">From 0 to 100 (see <see cref="AuditScore"/>); null for an object that makes no pods.</param>
/// <param name="Findings">The worst first.</param>
public sealed record AuditedObject(ObjectRef Ref, SourcePlace Place, int? Score, IReadOnlyList<AuditFinding> Findings)
{
    /// <summary>How many findings are of a severity.</summary>
    public int Count(Severity severity) => Findings.Count(finding => finding.Severity == severity);
}
