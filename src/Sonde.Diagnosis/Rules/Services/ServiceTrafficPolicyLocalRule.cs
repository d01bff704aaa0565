using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Nodes;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;
using Sonde.Diagnosis.Scheduling;

namespace Sonde.Diagnosis.Rules;

/// <summary>A Service hands traffic only to endpoints of the same node, and there are none where traffic comes from.</summary>
internal sealed class ServiceTrafficPolicyLocalRule : ObjectRule<Service>
{
    public override string Slug => "service-traffic-policy-local";

    public override IReadOnlyList<string> Kinds => ["Service", "EndpointSlice", "Pod", "Node", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet"];

    public override void Evaluate(Service subject, RuleContext context)
    {
        if (subject is { IsInternalLocal: false, IsExternalLocal: false } || subject.Selector.Count == 0)
            return;
        HashSet<string> served = ReadyNodes(subject, context);
        // Without any ready endpoint the policy is not what is wrong.
        if (served.Count == 0)
            return;
        if (subject.IsInternalLocal)
            CheckCallers(subject, served, context);
        if (subject is { IsExternalLocal: true, Type: "NodePort" or "LoadBalancer" })
            CheckNodes(subject, served, context);
    }

    private void CheckCallers(Service service, HashSet<string> served, RuleContext context)
    {
        (Workload Caller, HostReference Host, Pod Pod)[] cut =
        [
            .. context.CallersOf(service).SelectMany(call => call.Caller.Pods
                .Where(pod => pod is { IsScheduled: true, IsDone: false, Meta.Deleted: null } && !served.Contains(pod.Spec.NodeName))
                .Select(pod => (call.Caller, call.Host, pod))),
        ];
        if (cut.Length == 0)
            return;
        string[] nodes = [.. cut.Select(one => one.Pod.Spec.NodeName).Distinct().Order(StringComparer.Ordinal)];
        Workload[] callers = [.. cut.Select(one => one.Caller).Distinct()];
        context.Report(new Finding(Slug, service.Ref,
            $"internalTrafficPolicy Local: callers on {string.Join(", ", nodes.Take(3))} have no ready endpoint on their node ({string.Join(", ", callers.Take(2).Select(caller => caller.Ref))}); ready ones are on {string.Join(", ", served.Order(StringComparer.Ordinal).Take(3))}")
        {
            Confidence = Confidence.Certain,
            Since = cut.Max(one => one.Pod.Meta.Created),
            Evidence =
            [
                new Evidence(service.Ref, "spec.internalTrafficPolicy", "Local", null),
                .. cut.Take(2).Select(one => new Evidence(one.Pod.Ref, "spec.nodeName", one.Pod.Spec.NodeName, null)),
                .. cut.Take(1).Select(one => new Evidence(one.Caller.Ref, one.Host.Where, one.Host.Host, null)),
            ],
            Effects = [.. callers.Select(caller => new Effect(caller.Ref, "some of its pods cannot reach the Service", $"names {service.Ref}"))],
            Blames = Backing(service, nodes, context),
            Remedies =
            [
                new Remedy("let any endpoint answer", Patch(service, "internalTrafficPolicy", "Cluster"), null, IsDisruptive: false),
                new Remedy("or run the Service's pods on every node that has callers (a DaemonSet)", null, null, IsDisruptive: true),
            ],
        });
    }

    private void CheckNodes(Service service, HashSet<string> served, RuleContext context)
    {
        Node[] bare =
        [
            .. context.All<Node>().Where(node => node.IsReady && !served.Contains(node.Ref.Name) && NodeChoiceFilter.IsMeant(PodSpec.Empty, node)
                && !node.Meta.Labels.ContainsKey("node.kubernetes.io/exclude-from-external-load-balancers")),
        ];
        if (bare.Length == 0)
            return;
        string nodes = string.Join(", ", bare.Select(node => node.Ref.Name).Order(StringComparer.Ordinal).Take(4));
        string ports = string.Join(", ", service.Ports.Where(port => port.NodePort > 0).Select(port => port.NodePort));
        context.Report(new Finding(Slug, service.Ref,
            $"externalTrafficPolicy Local: {nodes} {(bare.Length == 1 ? "has" : "have")} no local endpoint, so that what comes in there on node port {ports} is dropped")
        {
            // A load balancer asks the health check port and leaves these nodes out.
            Severity = service.Type == "NodePort" ? Severity.Warning : Severity.Info,
            Confidence = Confidence.Possible,
            Evidence =
            [
                new Evidence(service.Ref, "spec.externalTrafficPolicy", "Local", null),
                new Evidence(service.Ref, "nodes with a ready endpoint", string.Join(", ", served.Order(StringComparer.Ordinal).Take(5)), null),
            ],
            Blames = Backing(service, [.. bare.Select(node => node.Ref.Name)], context),
            Remedies =
            [
                new Remedy("send clients only to nodes that have an endpoint, or run one on each", null, null, IsDisruptive: false),
                new Remedy("or let any endpoint answer; the clients' addresses are then lost", Patch(service, "externalTrafficPolicy", "Cluster"), null, IsDisruptive: false),
            ],
        });
    }

    private static HashSet<string> ReadyNodes(Service service, RuleContext context)
    {
        IReadOnlyList<EndpointSlice> slices = context.SlicesOf(service);
        return slices.Count > 0
            ? [.. slices.SelectMany(slice => slice.Endpoints).Where(endpoint => endpoint.IsReady && endpoint.Node.Length > 0).Select(endpoint => endpoint.Node)]
            : [.. context.PodsOf(service).Where(pod => pod.IsReady).Select(pod => pod.Spec.NodeName)];
    }

    /// <summary>Workloads of the Service whose pod on one of these nodes is not ready: then that is why.</summary>
    private static ObjectRef[] Backing(Service service, string[] nodes, RuleContext context) =>
    [
        .. context.PodsOf(service).Where(pod => pod is { IsReady: false, IsDone: false } && nodes.Contains(pod.Spec.NodeName))
            .Select(pod => context.WorkloadOf(pod.Ref)?.Ref).OfType<ObjectRef>().Distinct(),
    ];

    private static string Patch(Service service, string field, string value) =>
        $"kubectl patch -n {service.Ref.Namespace} service/{service.Ref.Name} -p '{{\"spec\":{{\"{field}\":\"{value}\"}}}}'";
}
