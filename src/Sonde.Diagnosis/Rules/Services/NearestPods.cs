using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>The workload whose pods come nearest to a Service's selector.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="Labels">Labels of its pods.</param>
/// <param name="Score">How near; higher is nearer.</param>
internal sealed record NearestPods(Workload Workload, IReadOnlyDictionary<string, string> Labels, double Score)
{
    // One label that agrees counts most, one that nearly does a little less; that only the label is there says little.
    private const double Agrees = 2, Nearly = 1.5, IsThere = 0.5, SameName = 1, SamePort = 0.5;

    /// <summary>The nearest of some workloads; null when none has anything in common with the selector.</summary>
    public static NearestPods? Of(Service service, IEnumerable<Workload> workloads)
    {
        NearestPods? best = null;
        foreach (Workload workload in workloads)
        {
            Pod? pod = workload.Pods.FirstOrDefault(one => !one.IsDone);
            if ((pod?.Meta.Labels ?? workload.Template?.Labels) is not { } labels)
                continue;
            double score = ScoreOf(service, workload, labels);
            if (score >= Nearly && (best is null || score > best.Score))
                best = new NearestPods(workload, labels, score);
        }

        return best;
    }

    /// <summary>What differs, in words: <c>tier=front-end instead of tier=frontend</c>.</summary>
    public string Difference(Service service) => string.Join(", ", Differing(service).Select(label =>
        Labels.TryGetValue(label.Key, out string? own)
            ? $"{label.Key}={own} instead of {label.Key}={label.Value}"
            : NearName.Of(label.Key, Labels.Keys) is { } near ? $"{near}={Labels[near]} and no {label.Key}={label.Value}" : $"no label {label.Key}={label.Value}"));

    /// <summary>The labels of the selector that the pods do not meet.</summary>
    public IEnumerable<KeyValuePair<string, string>> Differing(Service service) => service.Selector
        .Where(label => Labels.GetValueOrDefault(label.Key) != label.Value).OrderBy(label => label.Key, StringComparer.Ordinal);

    private static double ScoreOf(Service service, Workload workload, IReadOnlyDictionary<string, string> labels)
    {
        double score = 0;
        foreach ((string key, string value) in service.Selector)
        {
            if (!labels.TryGetValue(key, out string? own))
                score += NearName.Of(key, labels.Keys) is { } near && labels[near] == value ? Nearly : 0;
            else
                score += own == value ? Agrees : NearName.Of(value, [own]) is not null ? Nearly : IsThere;
        }

        string name = workload.Ref.Name;
        if (name == service.Ref.Name)
            score += SameName;
        else if (NearName.Of(service.Ref.Name, [name]) is not null)
            score += SameName / 2;
        IEnumerable<Container> containers = workload.Template?.Spec.Containers ?? [];
        if (service.Ports.Any(port => containers.SelectMany(container => container.Ports)
            .Any(offered => port.Target.Number != 0 ? offered.Number == port.Target.Number : offered.Name == port.Target.Name)))
        {
            score += SamePort;
        }

        return score;
    }
}
