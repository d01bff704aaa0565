using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>The revision at which a workload broke, and what it changed.</summary>
internal sealed record RevisionBreak(Revision Broken, Revision Before, IReadOnlyList<TemplateChange> Changes)
{
    // A start that takes longer than this and then fails is not blamed on the revision.
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(15);

    private static readonly string[] Placement =
    [
        "resources", "nodeSelector", "affinity", "topologySpread", "tolerations", ".ports", "volumes", "hostNetwork",
        "schedulerName", "priorityClassName", "runtimeClassName",
    ];

    /// <summary>
    /// The break of a workload: none of its newest revision's pods is ready, while an older one's still are, or the trouble
    /// began when the newest one did. Null when there is no such revision.
    /// </summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="workload">The workload.</param>
    /// <param name="since">When the trouble began; null when unknown.</param>
    public static RevisionBreak? Of(Cluster cluster, Workload workload, DateTimeOffset? since)
    {
        IReadOnlyList<Revision> revisions = cluster.RevisionsOf(workload);
        if (revisions.Count < 2)
            return null;
        Revision newest = revisions[0];
        if (newest.Pods.Any(pod => pod.IsReady))
            return null;
        Revision? serving = revisions.Skip(1).FirstOrDefault(revision => revision.Pods.Any(pod => pod.IsReady));
        if (serving is null && (newest.Pods.Count == 0 || !BeganWith(newest, since)))
            return null;
        Revision before = serving ?? revisions[1];
        IReadOnlyList<TemplateChange> changes = TemplateDiff.Between(before.Template, newest.Template);
        return changes.Count > 0 ? new RevisionBreak(newest, before, changes) : null;
    }

    /// <summary>The same with only the changes that can keep a pod from a node; null when there are none.</summary>
    public RevisionBreak? ForPlacement()
    {
        TemplateChange[] relevant =
        [
            .. Changes.Where(change => Placement.Any(part => change.Path.Contains(part, StringComparison.OrdinalIgnoreCase))
                && !change.Path.Contains(".env", StringComparison.Ordinal) && !change.Path.Contains("Probe", StringComparison.Ordinal)
                && !change.Path.Contains("volumeMounts", StringComparison.Ordinal)
                && !change.Path.StartsWith("labels", StringComparison.Ordinal) && !change.Path.StartsWith("annotations", StringComparison.Ordinal)),
        ];
        return relevant.Length > 0 ? this with { Changes = relevant } : null;
    }

    /// <summary>What it changed, as evidence.</summary>
    public Evidence Evidence => new(
        Broken.Source,
        $"revision {Broken.Number} against {Before.Number}",
        string.Join("; ", Changes.Take(4)) + (Changes.Count > 4 ? $"; and {Changes.Count - 4} more" : ""),
        Began);

    /// <summary>What it changed, to end a title with.</summary>
    public string InWords =>
        $"since revision {Broken.Number}, which changed {string.Join(" and ", Changes.Take(2).Select(change => change.Path))}"
        + (Changes.Count > 2 ? $" and {Changes.Count - 2} more" : "");

    /// <summary>When its first pod that is still there was made; a revision that came back is older than that.</summary>
    public DateTimeOffset? Began => Broken.Pods.Min(pod => pod.Meta.Created) ?? Broken.Created;

    private static bool BeganWith(Revision newest, DateTimeOffset? since)
    {
        // Pods are made again over time, the ReplicaSet is not; a crash a week after the rollout is not the rollout's.
        DateTimeOffset? began = newest.Created;
        return since is { } start && began is { } from && start >= from - TimeSpan.FromMinutes(1) && start - from < LongestStart;
    }
}
