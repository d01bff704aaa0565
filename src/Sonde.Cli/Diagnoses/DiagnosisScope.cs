using Sonde.Cli.Commands;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Narrowing;

namespace Sonde.Cli.Diagnoses;

/// <summary>Which part of which cluster a run is about.</summary>
internal static class DiagnosisScope
{
    /// <summary>The filter that the options ask for.</summary>
    public static DiagnosisFilter Filter(DiagnoseOptions options, ClusterPlace place, Cluster cluster, Baseline baseline) => new()
    {
        Least = options.Least,
        Namespaces = place.Namespace is { } space ? [space] : [],
        Labels = options.Labels is { } labels ? SelectorText.Parse(labels) : null,
        Target = options.Target is { } word ? ObjectTarget.Parse(word).Find(cluster, place.Namespace) : null,
        Baseline = baseline,
    };

    /// <summary>What was looked at, for the line about a healthy cluster.</summary>
    public static string Words(Cluster cluster, DiagnosisFilter filter)
    {
        string where = filter.Target is { } target ? $"{target} in " : filter.Namespaces is [{ } space] ? $"namespace {space} in " : "";
        int pods = cluster.All<Pod>().Count;
        return $"{where}{cluster.Workloads.Count} workloads, {pods} pods";
    }

    /// <summary>Tells runs apart that ask different things: only runs of the same key can be compared.</summary>
    public static string Key(DiagnoseOptions options, ClusterPlace place) =>
        string.Join('\n', place.Name, place.Namespace ?? "*", options.Target ?? "", options.Labels ?? "");

    /// <summary>The same for people.</summary>
    public static string InWords(DiagnoseOptions options, ClusterPlace place) =>
        $"{place.Name}, {(place.Namespace is { } space ? $"namespace {space}" : "all namespaces")}"
        + (options.Target is { } target ? $", {target}" : "") + (options.Labels is { } labels ? $", -l {labels}" : "");
}
