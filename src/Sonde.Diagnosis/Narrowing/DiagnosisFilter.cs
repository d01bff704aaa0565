using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Narrowing;

/// <summary>Which part of a diagnosis is asked for. All conditions must hold.</summary>
public sealed record DiagnosisFilter
{
    /// <summary>Annotation that suppresses: slugs with commas, or <c>*</c> or <c>true</c> for all.</summary>
    public const string IgnoreAnnotation = "sonde.dev/ignore";

    /// <summary>Least severity.</summary>
    public Severity Least { get; init; } = Severity.Info;

    /// <summary>Namespaces; empty: all.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>Labels of the objects; null: any.</summary>
    public LabelSelector? Labels { get; init; }

    /// <summary>Only what can explain this object; null: everything.</summary>
    public ObjectRef? Target { get; init; }

    /// <summary>Causes that are known already, from an earlier diagnosis.</summary>
    public Baseline Baseline { get; init; } = Baseline.None;

    /// <summary>The part of a diagnosis.</summary>
    public DiagnosisResult Apply(DiagnosisResult diagnosis, Cluster cluster)
    {
        IReadOnlySet<ObjectRef>? around = Target is { } target ? TargetSurroundings.Of(target, cluster) : null;
        ObjectRef? workload = Target is { } named ? cluster.WorkloadOf(named)?.Ref : null;
        // What suffers beside the target (an Ingress with other backends) does not make a cause the target's.
        bool Harms(ObjectRef one) => Concerns(one) && (Target is null || one == Target || one == workload);
        bool Concerns(ObjectRef one) =>
            (Namespaces.Count == 0 || one.Namespace.Length == 0 || Namespaces.Contains(one.Namespace))
            && (around is null || around.Contains(one))
            && (Labels is null || HasLabels(one, cluster));

        return diagnosis with
        {
            BlindSpots = [.. diagnosis.BlindSpots, .. Diagnoser.LacksLogs(cluster, Namespaces) is { } lacking ? (BlindSpot[])[lacking] : []],
            Roots =
            [
                .. diagnosis.Roots.Where(root => root.Finding.Severity >= Least
                    && !Baseline.Contains(root.Finding)
                    && !IsIgnored(root.Finding, cluster)
                    && IsConcerned(root, Concerns, Harms)),
            ],
            Shared = [.. diagnosis.Shared.Where(one => one.Workloads.Any(Concerns))],
            Undetermined = [.. diagnosis.Undetermined.Where(one => Concerns(one.Subject) && !Ignores(cluster, one.Subject, ""))],
        };
    }

    /// <summary>An object of the whole cluster (a node, a registry) concerns a namespace only by what suffers there.</summary>
    private bool IsConcerned(RootCause root, Func<ObjectRef, bool> concerns, Func<ObjectRef, bool> harms)
    {
        bool isOfCluster = root.Finding.Subject.Namespace.Length == 0 && Target is null && (Namespaces.Count > 0 || Labels is not null);
        return (!isOfCluster && concerns(root.Finding.Subject)) || root.Effects.Any(effect => harms(effect.Subject))
            // A Service that nearly selects its pods names them only in its evidence.
            || (Target is not null && root.Finding.Subject.Kind == "Service" && root.Finding.Evidence.Any(evidence => evidence.Object.Kind is not ("Service" or "Ingress") && concerns(evidence.Object)));
    }

    private bool HasLabels(ObjectRef one, Cluster cluster)
    {
        if (cluster.Find(one) is { } found && Labels!.Matches(found.Meta.Labels))
            return true;
        return cluster.WorkloadOf(one) is { } workload && workload.Pods.Any(pod => Labels!.Matches(pod.Meta.Labels));
    }

    private static bool IsIgnored(Finding finding, Cluster cluster) =>
        Ignores(cluster, finding.Subject, finding.Rule)
        || (finding.Subject.Namespace.Length > 0 && Ignores(cluster, new ObjectRef("Namespace", "", finding.Subject.Namespace), finding.Rule));

    private static bool Ignores(Cluster cluster, ObjectRef subject, string rule)
    {
        if (cluster.Find(subject) is not { } found || !found.Meta.Annotations.TryGetValue(IgnoreAnnotation, out string? text))
            return false;
        string[] slugs = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return slugs.Contains("*") || slugs.Contains("true") || slugs.Contains(rule);
    }
}
