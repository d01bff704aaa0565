using Sonde.Diagnosis.Causes;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Rules;
using Sonde.Diagnosis.Shares;

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
        return new CauseLinker(cluster, null, new FailingPods()).Link(context.Findings, context.Unexplained);
    }

    /// <summary>
    /// Containers fail, and the source has the log of none of them: what they said last is not known. Null when that is not so.
    /// </summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="namespaces">The namespaces that are asked about; empty for all.</param>
    public static BlindSpot? LacksLogs(Cluster cluster, IReadOnlyList<string> namespaces)
    {
        LogRequest[] wanted =
        [
            .. cluster.Workloads.Where(workload => namespaces.Count == 0 || namespaces.Contains(workload.Ref.Namespace)).SelectMany(ContainerFailures.LogsOf),
        ];
        if (wanted.Length == 0 || Array.Exists(wanted, request => cluster.Logs.Read(request) is not null))
            return null;
        int containers = wanted.DistinctBy(request => (request.Pod, request.Container)).Count();
        return new BlindSpot(
            "logs", $"not given: what {(containers == 1 ? "the failing container" : $"{containers} failing containers")} said last is not known; ask the live cluster, or a file that sonde snapshot wrote");
    }
}
