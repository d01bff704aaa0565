using Sonde.Diagnosis.Causes;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Narrowing;
using Sonde.Diagnosis.Reading;
using Sonde.Diagnosis.Rules;

namespace Sonde.Diagnosis.Verifying;

/// <summary>Compares a diagnosis with an earlier one, and tells what is repaired from what is only out of sight.</summary>
/// <param name="cluster">The cluster now.</param>
/// <param name="whole">Its whole diagnosis.</param>
/// <param name="filter">Which part of it is asked for.</param>
public sealed class Verifier(Cluster cluster, DiagnosisResult whole, DiagnosisFilter filter)
{
    private readonly Symptoms _symptoms = new(cluster);

    /// <summary>Compares.</summary>
    /// <param name="earlier">The earlier diagnosis.</param>
    /// <param name="name">What it is, for people.</param>
    public Verification Against(Baseline earlier, string name)
    {
        DiagnosisResult now = (filter with { Baseline = Baseline.None }).Apply(whole, cluster);
        HashSet<string> known = [.. earlier.Unseen];
        BlindSpot[] newlyBlind = [.. now.BlindSpots.Where(spot => !known.Contains(spot.What))];
        IReadOnlyList<Rolling> rolling = Rollouts.Of(cluster, whole, filter.Namespaces);
        return new Verification(
            now.CapturedAt,
            earlier.CapturedAt,
            name,
            [
                .. earlier.Roots.Where(root => IsAsked(root) && !now.Roots.Any(present => root.Is(present.Finding)))
                    .Select(root => Judge(root, newlyBlind, rolling)),
            ],
            [.. now.Roots.Where(root => earlier.Contains(root.Finding))],
            [.. now.Roots.Where(root => !earlier.Contains(root.Finding))],
            rolling,
            now.BlindSpots);
    }

    /// <summary>A cause elsewhere is not asked about, and nothing is said of it.</summary>
    private bool IsAsked(KnownRoot root) => root.Severity >= filter.Least
        && (filter.Namespaces.Count == 0 || root.Subject.Namespace.Length == 0 || filter.Namespaces.Contains(root.Subject.Namespace));

    private GoneRoot Judge(KnownRoot root, BlindSpot[] newlyBlind, IReadOnlyList<Rolling> rolling)
    {
        if (whole.Roots.Any(present => root.Is(present.Finding)))
            return new GoneRoot(root, Outcome.Hidden, "it is still there, and hidden by --severity, --selector, the target or an annotation");
        if (newlyBlind.FirstOrDefault(spot => Hides(spot, root)) is { } blind)
            return new GoneRoot(root, Outcome.Unseen, $"{blind.What}: {blind.Why}");
        bool isObject = KindTable.Find(root.Subject.Kind) is not null;
        if (isObject && cluster.Find(root.Subject) is null && cluster.WorkloadOf(root.Subject) is null)
        {
            return cluster.KnowsAll(root.Subject.Kind, root.Subject.Namespace.Length > 0 ? root.Subject.Namespace : "*")
                ? new GoneRoot(root, Outcome.Deleted, "the object is not there any more")
                : new GoneRoot(root, Outcome.Unseen, $"not all objects of the kind {root.Subject.Kind} were read");
        }

        if (whole.Roots.FirstOrDefault(present => present.Finding.Subject != root.Subject && present.Effects.Any(effect => effect.Subject == root.Subject)) is { } other)
            return new GoneRoot(root, Outcome.Folded, $"it suffers from {other.Finding.Subject} ({other.Finding.Rule})");
        ObjectRef self = cluster.WorkloadOf(root.Subject)?.Ref ?? root.Subject;
        if (rolling.FirstOrDefault(one => one.Subject == self) is { } still)
            return new GoneRoot(root, Outcome.Settling, still.Title);
        if (whole.Roots.FirstOrDefault(present => present.Finding.Subject == root.Subject && present.Finding.Severity == Severity.Error) is { } next)
            return new GoneRoot(root, Outcome.StillBroken, $"something else is wrong with it now: {next.Finding.Rule}");
        return _symptoms.Of(self) is { } symptom
            ? new GoneRoot(root, Outcome.StillBroken, symptom.Title)
            : new GoneRoot(root, Outcome.Fixed, Works(root, self));
    }

    private string Works(KnownRoot root, ObjectRef self) => cluster.WorkloadOf(self) switch
    {
        { IsBatch: false, Pods.Count: > 0 } workload => $"{workload.Pods.Count(pod => pod.IsReady)} {(workload.Pods.Count(pod => pod.IsReady) == 1 ? "pod" : "pods")} ready",
        _ => $"nothing of {root.Rule} is left",
    };

    /// <summary>What cannot be seen now is what the cause was seen by: objects of a kind that its rule reads, or a log that it wants.</summary>
    private bool Hides(BlindSpot spot, KnownRoot root)
    {
        Rule? rule = RuleCatalogue.All.FirstOrDefault(one => one.Slug == root.Rule);
        if (rule is null)
            return false;
        bool isKind = rule.Kinds.Append("Pod").Append(root.Subject.Kind).Distinct().Select(KindTable.Find).OfType<KindInfo>()
            .Any(kind => spot.What == kind.Plural || spot.What.StartsWith(kind.Plural + ".", StringComparison.Ordinal) || spot.What.StartsWith(kind.Plural + " in ", StringComparison.Ordinal));
        if (isKind)
            return true;
        return cluster.WorkloadOf(root.Subject) is Workload workload && rule.LogsWanted(workload).Any(wanted =>
            spot.What == "logs" || spot.What == $"logs in namespace {wanted.Pod.Namespace}"
            || spot.What.StartsWith($"log of {wanted.Pod}, container {wanted.Container}", StringComparison.Ordinal));
    }
}
