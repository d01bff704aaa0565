using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>NetworkPolicies keep apart two that need each other: a caller and its Service, a pod and the cluster's DNS, an Ingress and its pods.</summary>
internal sealed class NetworkPolicyBlocksRule : WorkloadAndObjectRule<Ingress>
{
    public override string Slug => "network-policy-blocks";

    public override IReadOnlyList<string> Kinds =>
        ["NetworkPolicy", "Namespace", "Pod", "Service", "Ingress", "ConfigMap", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"];

    public override IEnumerable<LogRequest> LogsWanted(Workload workload) => RunningLogs.Of(workload);

    public override void Evaluate(Workload workload, RuleContext context)
    {
        if (context.All<NetworkPolicy>().Count == 0)
            return;
        if (workload.Template is { Spec.UsesHostNetwork: false } template && (workload.Pods.Any(pod => !pod.IsDone) || workload.Top is CronJob { IsSuspended: false }))
        {
            CheckDns(workload, template, context);
            CheckCalls(workload, template, context);
        }
    }

    /// <summary>
    /// Ingress controllers live in a namespace of their own, which is not known: a policy that admits nobody from outside of the
    /// pods' namespace keeps each of them out.
    /// </summary>
    public override void Evaluate(Ingress subject, RuleContext context)
    {
        if (context.All<NetworkPolicy>().Count > 0)
            CheckIngress(subject, context);
    }

    private void CheckCalls(Workload caller, PodTemplate template, RuleContext context)
    {
        foreach (IGrouping<ObjectRef, HostReference> calls in context.CalledBy(caller).GroupBy(call => call.Service, call => call.Host))
        {
            if (context.Find(calls.Key) is not Service service || service.Type == "ExternalName"
                || context.PodsOf(service).FirstOrDefault(pod => !pod.IsDone && !pod.Spec.UsesHostNetwork && context.WorkloadOf(pod.Ref) != caller) is not { } target)
            {
                continue;
            }

            Pod? source = caller.Pods.FirstOrDefault(pod => !pod.IsDone);
            PolicyEnd from = source is not null ? PolicyEnd.Of(source) : new PolicyEnd(template.Labels, caller.Ref.Namespace, []), to = PolicyEnd.Of(target);
            PolicyPort[] ports = [.. Ports(service, [.. calls.Select(call => call.Port)], target)];
            string where = string.Join(", ", ports.Select(port => port.Number > 0 ? $"{port.Number}" : port.Name).Distinct());
            if (PolicyEvaluator.EgressBlockers(from, to, ports, context) is { Count: > 0 } egress)
                Report(egress, isEgress: true, from, to, ports, $"lets pods of {caller.Ref} not out to port {where} of {service.Ref}", caller, service, calls.First(), context);
            if (PolicyEvaluator.IngressBlockers(from, to, ports, context) is { Count: > 0 } ingress)
                Report(ingress, isEgress: false, to, from, ports, $"lets {caller.Ref} not in to port {where} of the pods of {service.Ref}", caller, service, calls.First(), context);
        }
    }

    private void CheckDns(Workload caller, PodTemplate template, RuleContext context)
    {
        if (template.Spec.DnsPolicy is not ("ClusterFirst" or "ClusterFirstWithHostNet")
            || PolicyEvaluator.DnsBlockers(template.Labels, caller.Ref.Namespace, context) is not { Count: > 0 } policies)
        {
            return;
        }

        (string Host, string Where)[] hosts =
            [.. GivenValue.Of(caller, context).SelectMany(given => given.Hosts.Where(one => HostHint.Strength(given, one.Host, one.Port) > 0).Select(one => (one.Host, given.Name)))];
        Complaint? complaint = Complaint.Of(caller, context).FirstOrDefault(one => one.Kind == ComplaintKind.Name);
        if (hosts.Length == 0 && complaint is null)
            return;
        string whom = hosts.Length > 0 ? $", and they name {hosts[0].Host} ({hosts[0].Where})" : "";
        NetworkPolicy policy = policies[0];
        context.Report(new Finding(Slug, policy.Ref, $"lets pods of {caller.Ref} not out to the cluster's DNS (port {ClusterDns.Port}), so that no name resolves there{whom}")
        {
            Severity = complaint is not null || caller.Pods.Any(pod => pod is { IsReady: false, IsDone: false }) ? Severity.Error : Severity.Warning,
            Confidence = complaint is not null ? Confidence.Certain : Confidence.Likely,
            Since = policy.Meta.Created,
            Evidence =
            [
                .. complaint is null ? (Evidence[])[] : [complaint.Evidence],
                .. policies.Take(3).Select(one => new Evidence(one.Ref, "spec.egress", Describe(one.Egress), null)),
            ],
            Effects = [new Effect(caller.Ref, "no name resolves in its pods", $"is selected by {policy.Ref}")],
            Explains = complaint is null ? [] : [caller.Ref],
            Remedies =
            [
                new Remedy("let DNS out as well",
                    $"kubectl patch networkpolicy -n {policy.Ref.Namespace} {policy.Ref.Name} --type=json -p '[{{\"op\":\"add\",\"path\":\"/spec/egress{(policy.Egress.Count > 0 ? "/-" : "")}\",\"value\":{(policy.Egress.Count > 0 ? DnsRule : $"[{DnsRule}]")}}}]'", null, IsDisruptive: false),
            ],
        });
    }

    private void CheckIngress(Ingress ingress, RuleContext context)
    {
        foreach (IngressBackend backend in ingress.Backends.DistinctBy(backend => (backend.Service, backend.Port)))
        {
            if (context.Find<Service>("Service", ingress.Ref.Namespace, backend.Service) is not { } service
                || context.PodsOf(service).FirstOrDefault(pod => !pod.IsDone && !pod.Spec.UsesHostNetwork) is not { } target
                || !context.KnowsAll("NetworkPolicy", ingress.Ref.Namespace))
            {
                continue;
            }

            PolicyEnd to = PolicyEnd.Of(target);
            int number = backend.Port.Number > 0 ? backend.Port.Number : service.Ports.FirstOrDefault(port => port.Name == backend.Port.Name)?.Number ?? 0;
            PolicyPort[] ports = [.. Ports(service, [number], target)];
            NetworkPolicy[] policies = PolicyEvaluator.Isolating(to, isEgress: false, context);
            if (policies.Length == 0 || Array.Exists(policies, policy => policy.Ingress.Any(rule => ports.Any(port => PolicyEvaluator.Admits(rule, port)) && IsOpenToOthers(rule)))
                || HasControllerHere(ingress.Ref.Namespace, context))
            {
                continue;
            }

            NetworkPolicy policy = policies[0];
            context.Report(new Finding(Slug, policy.Ref, $"lets nobody from other namespaces in to the pods of {service.Ref}, to which {ingress.Ref} leads: no ingress controller can reach them")
            {
                Severity = Severity.Warning,
                Confidence = Confidence.Likely,
                Since = policy.Meta.Created,
                Evidence =
                [
                    .. policies.Take(3).Select(one => new Evidence(one.Ref, "spec.ingress", Describe(one.Ingress), null)),
                    new Evidence(ingress.Ref, backend.Path, $"{backend.Service}:{backend.Port}", null),
                ],
                Effects = [new Effect(ingress.Ref, "its requests do not arrive", $"leads to {service.Ref}")],
                Remedies = [new Remedy("let the controller's namespace in: a rule with a namespaceSelector, to the pods' port", $"kubectl edit networkpolicy -n {policy.Ref.Namespace} {policy.Ref.Name}", null, IsDisruptive: false)],
            });
        }
    }

    private void Report(
        IReadOnlyList<NetworkPolicy> policies, bool isEgress, PolicyEnd self, PolicyEnd other, PolicyPort[] ports, string title,
        Workload caller, Service service, HostReference host, RuleContext context)
    {
        NetworkPolicy policy = policies.OrderByDescending(one => Nearness(one, isEgress, other, ports, context)).ThenBy(one => one.Ref, ObjectRef.Order).First();
        Complaint? complaint = Complaint.Of(caller, context).FirstOrDefault(one => one.Kind is ComplaintKind.Unreachable && one.Target(context).Service?.Ref == service.Ref);
        string only = Describe(isEgress ? policy.Egress : policy.Ingress);
        context.Report(new Finding(Slug, policy.Ref, $"{title}: it lets through {only}")
        {
            Severity = complaint is not null || caller.Pods.Any(pod => pod is { IsReady: false, IsDone: false }) ? Severity.Error : Severity.Warning,
            Confidence = complaint is not null ? Confidence.Certain : Confidence.Likely,
            Since = policy.Meta.Created,
            Evidence =
            [
                .. complaint is null ? (Evidence[])[] : [complaint.Evidence],
                new Evidence(policy.Ref, isEgress ? "spec.egress" : "spec.ingress", only, null),
                new Evidence(policy.Ref, "spec.podSelector", policy.Pods.IsEmpty ? "all pods" : policy.Pods.ToString(), null),
                new Evidence(caller.Ref, host.Path, host.Port > 0 ? $"{host.Host}:{host.Port}" : host.Host, null),
                .. policies.Where(one => one != policy).Take(2).Select(one => new Evidence(one.Ref, isEgress ? "spec.egress" : "spec.ingress", Describe(isEgress ? one.Egress : one.Ingress), null)),
            ],
            Effects =
            [
                new Effect(caller.Ref, $"cannot reach {service.Ref}", $"{host.Where} names {host.Host}"),
                new Effect(service.Ref, $"{caller.Ref} cannot reach it", $"is kept apart by {policy.Ref}"),
            ],
            Explains = complaint is null ? [] : [caller.Ref],
            Remedies =
            [
                new Remedy(
                    $"let them through: {(isEgress ? "to" : "from")} pods with {Labels(other.Labels)}{(other.Namespace != self.Namespace ? $" in namespace {other.Namespace}" : "")}, port {string.Join(", ", ports.Select(port => port.Number > 0 ? $"{port.Number}" : port.Name).Distinct())}",
                    $"kubectl edit networkpolicy -n {policy.Ref.Namespace} {policy.Ref.Name}", null, IsDisruptive: false),
            ],
        });
    }

    private const string DnsRule = """{"to":[{"namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"kube-system"}}}],"ports":[{"port":53,"protocol":"UDP"},{"port":53,"protocol":"TCP"}]}""";

    /// <summary>How near a policy comes to letting the pair through: the one with a rule that was meant for it has to change.</summary>
    private static int Nearness(NetworkPolicy policy, bool isEgress, PolicyEnd other, PolicyPort[] ports, RuleContext context) =>
        (isEgress ? policy.Egress : policy.Ingress).Select(rule =>
            (rule.Peers.Any(peer => PolicyEvaluator.Matches(policy, peer, other, context)) ? 4 : 0)
            + (rule.Peers.Any(peer => peer.Pods is { } pods && pods.Missing(other.Labels).Count() < pods.Requirements.Count) ? 2 : 0)
            + (rule.Ports.Count > 0 && ports.Any(port => PolicyEvaluator.Admits(rule, port)) ? 2 : 0)).DefaultIfEmpty(0).Max();

    /// <summary>The ports of the pod that a Service's ports lead to; those that are called, or all when that is not told.</summary>
    private static IEnumerable<PolicyPort> Ports(Service service, int[] called, Pod target)
    {
        ServicePort[] wanted = [.. service.Ports.Where(port => called.All(number => number == 0) || called.Contains(port.Number))];
        foreach (ServicePort port in wanted.Length > 0 ? wanted : [.. service.Ports])
        {
            ContainerPort? offered = target.Spec.AllContainers.SelectMany(container => container.Ports)
                .FirstOrDefault(one => one.Protocol == port.Protocol && (port.Target.Number > 0 ? one.Number == port.Target.Number : one.Name == port.Target.Name));
            yield return new PolicyPort(port.Target.Number > 0 ? port.Target.Number : offered?.Number ?? 0, offered?.Name ?? port.Target.Name, port.Protocol);
        }
    }

    private static bool IsOpenToOthers(NetworkPolicyRule rule) =>
        rule.Peers.Count == 0 || rule.Peers.Any(peer => peer.Cidr.Length > 0 || peer.Namespaces is not null);

    private static bool HasControllerHere(string space, RuleContext context) => context.WorkloadsIn(space).Any(workload =>
        workload.Template?.Spec.Containers.Any(container => container.Image.Contains("ingress", StringComparison.OrdinalIgnoreCase)
            || container.Image.Contains("traefik", StringComparison.OrdinalIgnoreCase) || container.Image.Contains("gateway", StringComparison.OrdinalIgnoreCase)) == true);

    private static string Labels(IReadOnlyDictionary<string, string> labels) =>
        string.Join(",", labels.Where(label => !label.Key.Contains("hash", StringComparison.Ordinal)).OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}").Take(3));

    private static string Describe(IReadOnlyList<NetworkPolicyRule> rules) => rules.Count == 0 ? "nothing"
        : LogExcerpt.Shorten(string.Join("; ", rules.Select(rule =>
            $"{(rule.Peers.Count == 0 ? "everybody" : string.Join(" or ", rule.Peers.Select(Peer)))}{(rule.Ports.Count == 0 ? "" : $" on {string.Join(", ", rule.Ports.Select(port => $"{port.Protocol} {(port.Port.IsEmpty ? "all" : port.Port.ToString())}"))}")}")));

    private static string Peer(NetworkPeer peer) => peer.Cidr.Length > 0 ? peer.Cidr
        : (peer.Pods is null ? "all pods" : peer.Pods.IsEmpty ? "all pods" : $"pods {peer.Pods}")
            + (peer.Namespaces is null ? "" : peer.Namespaces.IsEmpty ? " of all namespaces" : $" of namespaces {peer.Namespaces}");
}
