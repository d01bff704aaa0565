using System.Globalization;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>Logs say that a Service or a host cannot be reached: it refuses, resets, or does not answer.</summary>
internal sealed class DependencyUnreachableRule : WorkloadRule
{
    public override string Slug => "dependency-unreachable";

    public override IReadOnlyList<string> Kinds => [.. DependencyText.Kinds, "ConfigMap", "NetworkPolicy"];

    public override IEnumerable<LogRequest> LogsWanted(Workload workload) => RunningLogs.Of(workload);

    public override void Evaluate(Workload workload, RuleContext context)
    {
        foreach (Complaint complaint in Complaint.Of(workload, context))
        {
            (Service? Service, string Host, int Port) target = complaint.Target(context);
            if (target.Host.Length == 0 || target.Host is "localhost" or "kubernetes" or "kubernetes.default.svc" || target.Service?.Ref == new ObjectRef("Service", "default", "kubernetes"))
                continue;
            if (complaint.Kind == ComplaintKind.Unreachable && target.Service is { } service)
                OfService(complaint, service, target.Host, target.Port, context);
            else if (target.Service is null && complaint.Kind is ComplaintKind.Unreachable or ComplaintKind.Name)
                OfHost(complaint, target.Host, target.Port, context);
        }
    }

    private void OfService(Complaint complaint, Service service, string host, int port, RuleContext context)
    {
        if (DependencyText.OwnService(complaint, (service, host, port), context) is not null)
            return;
        bool isWrongPort = port > 0 && !service.IsHeadless && service.Type != "ExternalName" && service.Ports.Count > 0 && service.Ports.All(one => one.Number != port);
        if (isWrongPort)
        {
            // A port that its environment names is told there.
            if (!IsGiven(complaint.Workload, host, context))
            {
                Report(complaint, complaint.Workload.Ref, string.Create(CultureInfo.InvariantCulture,
                    $"container {complaint.Container} connects to port {port} of {service.Ref}, which has {string.Join(", ", service.Ports.Select(one => one.Number))}"), [], [], "correct the port that the program connects to", context);
            }

            return;
        }

        ObjectRef subject = DependencyText.Of(service, host, context);
        IReadOnlyList<ObjectRef> behind = Backers.Of(service.Ref, context);
        bool serves = Backers.Serves(service, context);
        string how = How(complaint.Line);
        Report(complaint, subject,
            $"{how} {complaint.Workload.Ref}, which calls it by {DependencyText.Name(service, host, port)}{(serves ? ", although its pods are ready" : ": it has no ready endpoint")}",
            [new Effect(service.Ref, $"{complaint.Workload.Ref} cannot reach it", $"leads to {subject}"), DependencyText.Caller(complaint, $"cannot reach {service.Ref}")],
            // The subject itself as well: whatever breaks the workload explains that it does not answer.
            [.. behind, subject],
            serves ? "see whether the program listens on the port that the Service leads to, on all addresses (not only 127.0.0.1), and what lies between: policies, a mesh" : "bring back the pods behind it", context);
    }

    private void OfHost(Complaint complaint, string host, int port, RuleContext context)
    {
        ClusterName? name = ClusterName.Of(host, complaint.Workload.Ref.Namespace, context);
        bool isAbsent = name is { } cluster && context.KnowsAll("Service", cluster.Namespace);
        // A name in the environment that no Service has is told there; a name of the cluster that may exist cannot be judged.
        if (IsGiven(complaint.Workload, host, context) && name is not null)
            return;
        if (name is not null && !isAbsent)
            return;
        string what = isAbsent ? $"calls {host}, and no Service of that name exists in namespace {name!.Value.Namespace}"
            : $"cannot reach {(port > 0 ? $"{host}:{port}" : host)}, which is outside of the cluster";
        Report(complaint, complaint.Workload.Ref, $"container {complaint.Container} {what}: {LogExcerpt.Shorten(complaint.Line)}", [], [],
            isAbsent ? "correct the name that the program calls, or make the Service" : "see whether the host is up and reachable from the node: its name, the firewall, a proxy", context);
    }

    private void Report(
        Complaint complaint, ObjectRef subject, string title, IReadOnlyList<Effect> effects, IReadOnlyList<ObjectRef> blames, string remedy, RuleContext context)
    {
        bool isCaller = subject == complaint.Workload.Ref;
        context.Report(new Finding(Slug, subject, title)
        {
            Container = isCaller ? complaint.Container : "",
            Severity = complaint.IsFailing || !isCaller ? Severity.Error : Severity.Warning,
            Confidence = Confidence.Likely,
            Since = complaint.Pod.Started,
            Evidence = [complaint.Evidence],
            Effects = effects,
            Blames = blames,
            Explains = isCaller ? [] : [complaint.Workload.Ref],
            Remedies = [new Remedy(remedy, $"kubectl logs -n {complaint.Pod.Ref.Namespace} {complaint.Pod.Ref.Name} -c {complaint.Container} --tail=20", null, IsDisruptive: false)],
        });
    }

    private static bool IsGiven(Workload workload, string host, RuleContext context) =>
        GivenValue.Of(workload, context).Any(given => given.Hosts.Any(one => one.Host == host && HostHint.Strength(given, host, one.Port) > 0));

    private static string How(string line) =>
        line.Contains("refused", StringComparison.OrdinalIgnoreCase) ? "refuses connections of"
        : line.Contains("reset", StringComparison.OrdinalIgnoreCase) ? "resets connections of" : "does not answer";
}
