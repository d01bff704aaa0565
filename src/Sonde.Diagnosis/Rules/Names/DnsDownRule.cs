using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>The cluster's DNS has no ready endpoint. Where its own pods tell why, that is the root.</summary>
internal sealed class DnsDownRule : ObjectRule<Service>
{
    public override string Slug => "dns-down";

    public override Depth Depth => Depth.Symptom;

    public override IReadOnlyList<string> Kinds => ["Service", "EndpointSlice", "Pod", "Deployment", "DaemonSet", "ReplicaSet"];

    public override void Evaluate(Service subject, RuleContext context)
    {
        if (ClusterDns.Service(context)?.Ref != subject.Ref || Backers.Serves(subject, context))
            return;
        Workload? server = DependencyText.WorkloadOf(subject, context);
        string why = server is null ? "no pod is behind it" : server.Top is Controller { Wanted: 0 } ? $"{server.Ref.Name} is scaled to zero" : $"no pod of {server.Ref.Name} is ready";
        context.Report(new Finding(Slug, server?.Ref ?? subject.Ref, $"the cluster's DNS has no ready endpoint, so that no name resolves in any pod: {why}")
        {
            Evidence =
            [
                new Evidence(subject.Ref, "endpoints", "none is ready", null),
                .. server?.Top is Controller { Wanted: { } wanted } ? [new Evidence(server.Ref, "spec.replicas", $"{wanted}, ready {server.Pods.Count(pod => pod.IsReady)}", null)] : (Evidence[])[],
            ],
            Effects = server is null ? [] : [new Effect(subject.Ref, "has no ready endpoint", $"selects the pods of {server.Ref}")],
            Remedies =
            [
                server?.Top is Controller { Wanted: 0 }
                    ? new Remedy("give it replicas again", $"kubectl scale -n {server.Ref.Namespace} {server.Ref.Kind.ToLowerInvariant()}/{server.Ref.Name} --replicas=2", null, IsDisruptive: false)
                    : new Remedy("bring its pods back", $"kubectl get pods -n {subject.Ref.Namespace} -l {string.Join(",", subject.Selector.Select(label => $"{label.Key}={label.Value}"))} -o wide", null, IsDisruptive: false),
            ],
        });
    }
}
