using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>A port of a Service leads to a port that its pods do not offer.</summary>
internal sealed class ServicePortMismatchRule : ObjectRule<Service>
{
    public override string Slug => "service-port-mismatch";

    public override IReadOnlyList<string> Kinds => ["Service", "Pod", "EndpointSlice"];

    public override void Evaluate(Service subject, RuleContext context)
    {
        // Names lead straight to the pods of a headless Service, on whatever port the caller likes.
        if (subject.IsHeadless || subject.Type == "ExternalName")
            return;
        Pod[] pods = [.. context.PodsOf(subject).Where(pod => !pod.IsDone && pod.Meta.Deleted is null)];
        if (pods.Length == 0)
            return;
        foreach (ServicePort port in subject.Ports)
        {
            if (port.Target.Number == 0)
                CheckNamed(subject, port, pods, context);
            else
                CheckNumber(subject, port, pods, context);
        }
    }

    private void CheckNamed(Service service, ServicePort port, Pod[] pods, RuleContext context)
    {
        if (Array.Exists(pods, pod => OfferedPorts.Of(pod).Any(offered => offered.Name == port.Target.Name && offered.Protocol == port.Protocol)))
            return;
        ContainerPort? otherProtocol = pods.SelectMany(OfferedPorts.Of).FirstOrDefault(offered => offered.Name == port.Target.Name);
        string[] names = [.. pods.SelectMany(OfferedPorts.Of).Where(offered => offered.Name.Length > 0).Select(Text).Distinct().Take(4)];
        string[] numbers = [.. pods.SelectMany(OfferedPorts.Of).Where(offered => offered.Name.Length == 0).Select(Text).Distinct().Take(4)];
        string have = names.Length > 0 ? $"they have {string.Join(", ", names)}" : numbers.Length > 0 ? $"their ports have no names ({string.Join(", ", numbers)})" : "they declare no ports";
        string problem = otherProtocol is not null
            ? $"wants {port.Target.Name} for {port.Protocol}, and its pods have that port for {otherProtocol.Protocol}"
            : $"leads to the port named {port.Target.Name}, which no container of its pods has: {have}";
        ContainerPort[] candidates = [.. pods[0].Spec.Containers.SelectMany(container => container.Ports).Where(offered => offered.Protocol == port.Protocol)];
        string? instead = NearName.Of(port.Target.Name, candidates.Select(offered => offered.Name).Where(name => name.Length > 0))
            ?? (candidates.Length == 1 ? candidates[0].Name.Length > 0 ? candidates[0].Name : $"{candidates[0].Number}" : null);
        Report(service, port, $"{Named(port)} {problem}", Severity.Error, Confidence.Certain, instead, pods[0], context);
    }

    /// <summary>
    /// A number is taken as it stands, and a container may listen on a port that it does not declare. So it counts only when
    /// every container declares its ports, none of them is this one, no probe asks it, and no port of the Service fits.
    /// </summary>
    private void CheckNumber(Service service, ServicePort port, Pod[] pods, RuleContext context)
    {
        bool isOffered = Array.Exists(pods, pod => Knows(pod, port.Target.Number));
        bool isDeclared = Array.TrueForAll(pods, pod => pod.Spec.Containers.All(container => container.Ports.Count > 0));
        if (isOffered || !isDeclared || service.Ports.Any(other => Array.Exists(pods, pod => Leads(other, pod))) || OfferedPorts.Listens(pods, port.Target.Number, context))
            return;
        ContainerPort[] declared = [.. pods.SelectMany(OfferedPorts.Of).Where(offered => offered.Protocol == port.Protocol).DistinctBy(Text)];
        if (declared.Length == 0)
            return;
        Report(
            service, port,
            $"{Named(port)} leads to port {port.Target.Number}, and its pods offer {string.Join(", ", declared.Select(Text).Take(4))}",
            Severity.Error, Confidence.Likely, declared.Length == 1 ? $"{declared[0].Number}" : null, pods[0], context);
    }

    private void Report(Service service, ServicePort port, string title, Severity severity, Confidence confidence, string? instead, Pod pod, RuleContext context)
    {
        EndpointSlice? slice = context.SlicesOf(service).FirstOrDefault(one => one.Endpoints.Count > 0);
        int index = service.Ports.ToList().IndexOf(port);
        string target = instead is null ? "" : int.TryParse(instead, out _) ? instead : $"\"{instead}\"";
        context.Report(new Finding(Slug, service.Ref, title)
        {
            Severity = severity,
            Confidence = confidence,
            Since = service.Meta.Created,
            Evidence =
            [
                new Evidence(service.Ref, $"spec.ports[{index}].targetPort", $"{port.Target} ({port.Protocol})", null),
                .. pod.Spec.Containers.Take(3).Select(container => new Evidence(
                    pod.Ref, $"spec.containers[{container.Name}].ports", container.Ports.Count == 0 ? "none" : string.Join(", ", container.Ports.Select(Text)), null)),
                .. slice is { Ports.Count: 0 } ? [new Evidence(slice.Ref, "ports", "none: no endpoint has a port of the Service", null)] : (Evidence[])[],
            ],
            Remedies =
            [
                instead is null
                    ? new Remedy("set the Service's targetPort to a port that the program listens on", null, null, IsDisruptive: false)
                    : new Remedy(
                        $"lead it to {instead}",
                        $"kubectl patch -n {service.Ref.Namespace} service/{service.Ref.Name} --type=json -p '[{{\"op\":\"replace\",\"path\":\"/spec/ports/{index}/targetPort\",\"value\":{target}}}]'",
                        null, IsDisruptive: false),
            ],
        });
    }

    /// <summary>The pod declares the port, for whatever protocol, or probes it.</summary>
    private static bool Knows(Pod pod, int number) => OfferedPorts.Of(pod).Any(offered => offered.Number == number)
        || (pod.IsReady && pod.Spec.AllContainers.SelectMany(OfferedPorts.Probes).Any(probe => probe.Port.Number == number));

    private static bool Leads(ServicePort port, Pod pod) => port.Target.Number != 0
        ? Knows(pod, port.Target.Number)
        : OfferedPorts.Of(pod).Any(offered => offered.Name == port.Target.Name && offered.Protocol == port.Protocol);

    private static string Named(ServicePort port) => port.Name.Length > 0 ? $"port {port.Name} ({port.Number})" : $"port {port.Number}";

    private static string Text(ContainerPort port) =>
        (port.Name.Length > 0 ? $"{port.Name} ({port.Number})" : $"{port.Number}") + (port.Protocol == "TCP" ? "" : $"/{port.Protocol}");
}
