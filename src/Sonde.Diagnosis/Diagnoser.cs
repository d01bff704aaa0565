using Sonde.Diagnosis.Causes;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis;

/// <summary>Evaluates the rules and links what they find.</summary>
public static class Diagnoser
{
    /// <summary>Why a cluster is broken.</summary>
    public static DiagnosisResult Diagnose(Cluster cluster) => Diagnose(cluster, RuleCatalogue.All);

    internal static DiagnosisResult Diagnose(Cluster cluster, IReadOnlyList<Rule> rules)
    {
        var context = new RuleContext(cluster);
        foreach (Rule rule in rules)
            rule.EvaluateAll(context);
        return new CauseLinker(cluster).Link(context.Findings, context.Unexplained);
    }
}
