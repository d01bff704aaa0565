using Sonde.Diagnosis.Findings;

namespace Sonde.Diagnosis.Auditing;

/// <summary>
/// The score of a workload: 100 when nothing was found, and for each check that found something a share of what is left is
/// taken away: 40 % for an error, 12 % for a warning, 2 % for a hint. A check counts once, with its worst finding, so that a pod of three
/// containers is not judged three times. The score never rises when a finding is added.
/// </summary>
public static class AuditScore
{
    private const double Error = 0.60, Warning = 0.88, Info = 0.98;

    /// <summary>The score, rounded down, from 0 to 100.</summary>
    public static int Of(IEnumerable<AuditFinding> findings) => (int)Math.Floor(100 * findings
        .GroupBy(finding => finding.Check)
        .Select(check => check.Max(finding => finding.Severity))
        .OrderDescending()
        .Aggregate(1.0, (score, severity) => score * severity switch { Severity.Error => Error, Severity.Warning => Warning, _ => Info }));
}
