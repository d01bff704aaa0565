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
        TargetSurroundings? surroundings = Target is { } target ? TargetSurroundings.Of(target, cluster) : null;
        IReadOnlySet<ObjectRef>? around = surroundings?.All;
        // What suffers beside the target (an Ingress with other backends) does not make a cause the target's.
        bool Harms(ObjectRef one) => Concerns(one) && (surroundings is null || surroundings.Needs.Contains(one));
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
                    && IsConcerned(root, Concerns, Harms))
                    .Select(root => Target is { Kind: "Service" } service ? WithCallers(root, service, cluster) : root),
            ],
            Shared = [.. diagnosis.Shared.Where(one => one.Workloads.Any(Concerns))],
            Undetermined = [.. diagnosis.Undetermined.Where(one => Concerns(one.Subject) && !Ignores(cluster, one.Subject, ""))],
        };
    }

    /// <summary>Whoever asks about a Service wants to know who calls it, also where nothing is seen of it yet.</summary>
    private static RootCause WithCallers(RootCause root, ObjectRef service, Cluster cluster)
    {
        HashSet<ObjectRef> known = [root.Finding.Subject, .. root.Effects.Select(effect => effect.Subject)];
        if (!known.Contains(service))
            return root;
        Effect[] callers =
        [
            .. cluster.Network.CallersOf(service).Where(call => known.Add(call.Caller.Ref)).Select(call => new Effect(
                call.Caller.Ref, "calls it; its own pods do not show that they suffer", $"{call.Host.Where} names {call.Host.Host}")),
        ];
        return callers.Length > 0 ? root with { Effects = [.. root.Effects, .. callers] } : root;
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
