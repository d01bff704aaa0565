using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>A workload has zero replicas, and others need its Service.</summary>
internal sealed class ScaledToZeroRule : WorkloadRule
{
    public override string Slug => "scaled-to-zero";

    public override IReadOnlyList<string> Kinds => ["Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "Service", "Pod", "Ingress"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        if (workload.Top is not Controller { Wanted: 0 } controller || workload.IsBatch || controller is DaemonSet
            || workload.Pods.Any(pod => !pod.IsDone) || workload.Template is not { } template)
        {
            return;
        }

        // Another workload may stand behind the same Service: blue and green.
        Service[] services =
        [
            .. context.ServicesFor(workload.Ref.Namespace, template.Labels)
                .Where(service => service.Type != "ExternalName" && context.PodsOf(service).All(pod => pod.IsDone)),
        ];
        Ingress[] ingresses = [.. services.SelectMany(context.IngressesTo).Distinct()];
        (Workload Caller, HostReference Host)[] callers =
            [.. services.SelectMany(context.CallersOf).Where(call => call.Caller != workload && IsWanted(call.Caller)).DistinctBy(call => (call.Caller.Ref, call.Host.Where))];
        if (ingresses.Length == 0 && callers.Length == 0)
            return;
        string[] all =
        [
            .. callers.GroupBy(call => call.Caller.Ref, call => call.Host.Where).Select(group => $"{group.Key} ({string.Join(", ", group)})"),
            .. ingresses.Select(ingress => ingress.Ref.ToString()),
        ];
        int more = Math.Max(all.Length - 3, 0);
        KubeEvent? scaled = context.Events(workload.Ref).LastOrDefault(seen => seen.Reason == "ScalingReplicaSet" && seen.Message.EndsWith("to 0", StringComparison.Ordinal));
        string kind = workload.Ref.Kind.ToLowerInvariant();
        context.Report(new Finding(Slug, workload.Ref,
            $"is scaled to zero, and {string.Join(" and ", all.Take(3))}{(more > 0 ? $" and {more} more" : "")} {(all.Length > 1 ? "need" : "needs")} it")
        {
            Since = scaled?.Last,
            Evidence =
            [
                new Evidence(workload.Ref, "spec.replicas", "0", scaled?.Last),
                .. scaled is null ? (Evidence[])[] : [new Evidence(workload.Ref, "event ScalingReplicaSet", scaled.Message, scaled.Last)],
                .. callers.Take(3).Select(call => new Evidence(call.Caller.Ref, call.Host.Path,
                    call.Host.Port > 0 ? $"{call.Host.Host}:{call.Host.Port}" : call.Host.Host, null)),
                .. ingresses.Take(2).SelectMany(ingress => ingress.Backends.Where(backend => services.Any(service => service.Ref.Name == backend.Service)).Take(1)
                    .Select(backend => new Evidence(ingress.Ref, backend.Path, backend.Service, null))),
            ],
            Effects = [.. callers.Select(call => new Effect(call.Caller.Ref, "what it calls has no pods", $"{call.Host.Where} names {call.Host.Host}")).DistinctBy(effect => effect.Subject)],
            Remedies =
            [
                new Remedy("if it is to run: give it replicas again", $"kubectl scale -n {workload.Ref.Namespace} {kind}/{workload.Ref.Name} --replicas={Before(scaled)}", null, IsDisruptive: false),
                new Remedy("if it is meant to be gone: take its name out of those that need it", null, null, IsDisruptive: true),
            ],
        });
    }

    private static bool IsWanted(Workload caller) =>
        caller.Pods.Any(pod => !pod.IsDone) || caller.Top is Controller { Wanted: > 0 };

    /// <summary>"Scaled down replica set x from 3 to 0": 3.</summary>
    private static int Before(KubeEvent? scaled)
    {
        string[] words = scaled?.Message.Split(' ') ?? [];
        int from = Array.LastIndexOf(words, "from");
        return from >= 0 && from + 1 < words.Length && int.TryParse(words[from + 1], out int number) && number > 0 ? number : 1;
    }
}
