using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Shares.Requests;

namespace Sonde.Diagnosis.Rules;

/// <summary>All rules.</summary>
public static class RuleCatalogue
{
    /// <summary>All rules, by slug.</summary>
    public static IReadOnlyList<Rule> All { get; } = [.. RuleList.Create().OrderBy(rule => rule.Slug, StringComparer.Ordinal)];

    /// <summary>Kinds that the rules read.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
        [.. All.SelectMany(rule => rule.Kinds).Concat(["Pod", "Event", "Namespace"]).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>
    /// Logs that the rules want to read, judged from the objects: what a live source has to fetch. Those of pods that fail come
    /// first, one pod of each workload before the second of any, and the workloads that lack the most pods before others.
    /// </summary>
    public static IReadOnlyList<LogRequest> LogsWanted(Cluster cluster)
    {
        var wanted = new List<(LogRequest Request, bool Fails, int Turn, int Lacking)>();
        var seen = new HashSet<LogRequest>();
        foreach (Workload workload in cluster.Workloads)
        {
            int lacking = workload.Pods.Count(pod => pod is { IsReady: false, IsDone: false });
            var turns = new Dictionary<(string Container, bool IsPrevious, bool Fails), int>();
            foreach (LogRequest request in LogsWanted(workload))
            {
                if (!seen.Add(request))
                    continue;
                bool fails = cluster.Find(request.Pod) is Pod pod && (!pod.IsReady || pod.StatusOf(request.Container) is { Restarts: > 0 });
                (string, bool, bool) key = (request.Container, request.IsPrevious, fails);
                wanted.Add((request, fails, turns[key] = turns.GetValueOrDefault(key) + 1, lacking));
            }
        }

        return
        [
            .. wanted.OrderByDescending(one => one.Fails).ThenBy(one => one.Turn).ThenByDescending(one => one.Lacking)
                .ThenBy(one => one.Request.Pod, ObjectRef.Order).ThenBy(one => one.Request.Container, StringComparer.Ordinal)
                .ThenBy(one => one.Request.IsPrevious)
                .Select(one => one.Request),
        ];
    }

    /// <summary>Logs that the rules want to read about a workload, and those that tell of requests.</summary>
    public static IEnumerable<LogRequest> LogsWanted(Workload workload) => All.SelectMany(rule => rule.LogsWanted(workload)).Concat(RequestLogs.Wanted(workload)).Distinct();

    /// <summary>The page of a rule, as Markdown; null when there is no such rule.</summary>
    public static string? Page(string slug)
    {
        using Stream? stream = typeof(RuleCatalogue).Assembly.GetManifestResourceStream($"rules/{slug}");
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
