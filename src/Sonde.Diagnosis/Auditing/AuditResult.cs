using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Auditing;

/// <summary>What an audit found.</summary>
/// <param name="Objects">Objects: workloads, the worst first, then others that have findings.</param>
/// <param name="Suppressed">How many findings the objects' own annotations suppress.</param>
/// <param name="BlindSpots">What could not be read.</param>
/// <param name="KubernetesVersion">The version that APIs were judged by.</param>
public sealed record AuditResult(
    IReadOnlyList<AuditedObject> Objects, int Suppressed, IReadOnlyList<BlindSpot> BlindSpots, string KubernetesVersion)
{
    /// <summary>Objects that make pods.</summary>
    public IEnumerable<AuditedObject> Workloads => Objects.Where(one => one.Score is not null);

    /// <summary>All findings.</summary>
    public IEnumerable<AuditFinding> Findings => Objects.SelectMany(one => one.Findings);

    /// <summary>Findings that are not shown; they count in scores and in the answer.</summary>
    public IReadOnlyList<AuditFinding> Hidden { get; init; } = [];

    /// <summary>How many findings are of a severity, those that are not shown included.</summary>
    public int Count(Severity severity) => Objects.Sum(one => one.Count(severity)) + Hidden.Count(finding => finding.Severity == severity);

    /// <summary>The same without findings below a severity; scores stay.</summary>
    public AuditResult AtLeast(Severity least) => this with
    {
        Hidden = [.. Findings.Where(finding => finding.Severity < least)],
        Objects = [.. Objects.Select(one => one with { Findings = [.. one.Findings.Where(finding => finding.Severity >= least)] })],
    };
}
