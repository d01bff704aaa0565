using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>All rules.</summary>
public static class RuleCatalogue
{
    /// <summary>All rules, by slug.</summary>
    public static IReadOnlyList<Rule> All { get; } = [.. RuleList.Create().OrderBy(rule => rule.Slug, StringComparer.Ordinal)];

    /// <summary>Kinds that the rules read.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
        [.. All.SelectMany(rule => rule.Kinds).Concat(["Pod", "Event", "Namespace"]).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Logs that the rules want to read, judged from the objects: what a live source has to fetch.</summary>
    public static IEnumerable<LogRequest> LogsWanted(Cluster cluster)
    {
        var wanted = new HashSet<LogRequest>();
        foreach (Workload workload in cluster.Workloads)
        {
            foreach (Rule rule in All)
                wanted.UnionWith(rule.LogsWanted(workload));
        }

        return wanted;
    }

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
