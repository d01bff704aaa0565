using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>The containers are ready, and the pod is not: nobody has said yes at one of its readiness gates.</summary>
internal sealed partial class ReadinessGateUnsetRule : WorkloadRule
{
    // Controllers of load balancers wait until their own health checks succeed a few times.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public override string Slug => "readiness-gate-unset";

    public override IReadOnlyList<string> Kinds => ["Pod", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet"];

    public override void Evaluate(Workload workload, RuleContext context)
    {
        Pod[] held = [.. workload.Pods.Where(pod => pod.Meta.Deleted is null && GateOf(pod) is not null && !(context.Now - pod.ConditionOf("ContainersReady")?.Since < Patience))];
        if (held.Length == 0)
            return;
        Condition ready = GateOf(held[0])!;
        Match match = Gate().Match(ready.Message);
        string gate = match.Success ? match.Groups["gate"].Value : "a readiness gate";
        Condition? told = held[0].ConditionOf(gate);
        string state = told is null ? "nobody has set that condition" : $"that condition is {told.Status}{(told.Message.Length > 0 ? $" ({LogExcerpt.Shorten(told.Message)})" : told.Reason.Length > 0 ? $" ({told.Reason})" : "")}";
        context.Report(new Finding(Slug, workload.Ref,
            $"{(held.Length == 1 ? "a pod is" : $"{held.Length} pods are")} not ready although {(held.Length == 1 ? "its" : "their")} containers are: the readiness gate {gate} holds {(held.Length == 1 ? "it" : "them")} back, {state}")
        {
            Since = held.Min(pod => pod.ConditionOf("ContainersReady")?.Since),
            Evidence =
            [
                new Evidence(held[0].Ref, "status.conditions[Ready]", $"{ready.Reason}: {ready.Message}", ready.Since),
                new Evidence(held[0].Ref, "status.conditions[ContainersReady]", "True", held[0].ConditionOf("ContainersReady")?.Since),
                .. told is null ? (Evidence[])[] : [new Evidence(held[0].Ref, $"status.conditions[{gate}]", $"{told.Status} {told.Reason} {told.Message}".TrimEnd(), told.Since)],
            ],
            Remedies =
            [
                new Remedy($"see whether the controller that sets {gate} ({Owner(gate)}) runs, and why it does not say yes", null, null, IsDisruptive: false),
                new Remedy("or take the gate out of the pod template, when nobody serves it any more", null, null, IsDisruptive: true),
            ],
        });
    }

    private static Condition? GateOf(Pod pod) => pod.ConditionOf("Ready") is { Status: "False", Reason: "ReadinessGatesNotReady" } ready
        && pod.ConditionOf("ContainersReady") is { IsTrue: true } ? ready : null;

    /// <summary>Who sets the gates that are met often, by their names.</summary>
    private static string Owner(string gate) => gate switch
    {
        _ when gate.Contains("elbv2.k8s.aws", StringComparison.Ordinal) => "the AWS load balancer controller",
        _ when gate.StartsWith("cloud.google.com/", StringComparison.Ordinal) => "the controller of Google's load balancers",
        _ => gate.Contains('/') ? $"whoever owns {gate[..gate.IndexOf('/', StringComparison.Ordinal)]}" : "whoever added it",
    };

    // kubelet status/generate.go: corresponding condition of pod readiness gate "x" does not exist; the status of pod readiness gate "x" is not "True", but False
    [GeneratedRegex("""readiness gate "(?<gate>[^"]+)" """, RegexOptions.ExplicitCapture)]
    private static partial Regex Gate();
}
