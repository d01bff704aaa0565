using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Narrowing;

namespace Sonde.Diagnosis.Timelines;

/// <summary>Makes the timeline of a cluster.</summary>
public static class TimelineBuilder
{
    private static readonly ITimelineSource[] Sources =
        [new EventEntries(), new ContainerEntries(), new RolloutEntries(), new ConditionEntries(), new LogEntries()];

    /// <summary>What happened, as far as a filter lets it through.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="filter">Which part of it.</param>
    public static Timeline Build(Cluster cluster, TimelineFilter filter) => Build(
        cluster,
        filter,
        new DiagnosisFilter { Namespaces = filter.Namespace is { } space ? [space] : [], Target = filter.Target }.Apply(Diagnoser.Diagnose(cluster), cluster));

    /// <summary>The same where the diagnosis is known.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="filter">Which part of it.</param>
    /// <param name="diagnosis">What is wrong now.</param>
    public static Timeline Build(Cluster cluster, TimelineFilter filter, DiagnosisResult diagnosis)
    {
        IReadOnlySet<ObjectRef>? around = filter.Target is { } target ? TargetSurroundings.Of(target, cluster).All : null;
        bool Concerns(ObjectRef one) =>
            (filter.Namespace is null || one.Namespace.Length == 0 || one.Namespace == filter.Namespace) && (around is null || around.Contains(one));

        // Folded first: an entry that began before the window and goes on in it keeps its count.
        List<TimelineEntry> entries =
        [
            .. TimelineFolding.Fold(Sources.SelectMany(source => source.Read(cluster))
                .Where(entry => Concerns(entry.Subject) || (around is not null && entry.Members.Any(Concerns)))),
        ];
        int first = FirstTrouble.Find(entries, diagnosis);
        if (first >= 0)
            entries[first] = entries[first] with { IsFirst = true };
        return new Timeline(
            cluster.Now,
            [.. entries.Where(entry => (filter.From is not { } from || entry.Last >= from) && (filter.To is not { } to || entry.Time <= to))],
            cluster.BlindSpots);
    }
}
