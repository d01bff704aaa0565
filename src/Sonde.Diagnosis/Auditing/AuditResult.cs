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

    /// <summary>How many findings are of a severity.</summary>
    public int Count(Severity severity) => Objects.Sum(one => one.Count(severity));

    /// <summary>The same without findings below a severity; scores stay.</summary>
    public AuditResult AtLeast(Severity least) => this with
    {
        Objects = [.. Objects.Select(one => one with { Findings = [.. one.Findings.Where(finding => finding.Severity >= least)] })],
    };
}
