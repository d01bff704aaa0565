using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>An init container runs on, because it waits for something that is not there.</summary>
internal sealed class InitContainerWaitingRule : WorkloadRule
{
    // Migrations and downloads take time; who waits says so, or names a host.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongPatience = TimeSpan.FromMinutes(10);

    public override string Slug => "init-container-waiting";

    public override Depth Depth => Depth.Symptom;

    public override IReadOnlyList<string> Kinds => ["Pod", "Service"];

    public override IEnumerable<LogRequest> LogsWanted(Workload workload) =>
        workload.Pods.SelectMany(pod => Waiting(pod).Select(status => new LogRequest(pod.Ref, status.Name, false)));

    public override void Evaluate(Workload workload, RuleContext context)
    {
        foreach (Pod pod in workload.Pods.Where(pod => pod.Meta.Deleted is null))
        {
            foreach (ContainerStatus status in Waiting(pod))
            {
                TimeSpan waited = context.Now - status.State.RunningSince!.Value;
                Container container = pod.Spec.Find(status.Name)!;
                IReadOnlyList<string> log = context.Log(pod.Ref, status.Name) ?? [];
                List<(string Host, int Port, Service? Service)> targets = Targets(pod, container, log, context);
                bool saysSo = log.TakeLast(3).Any(line => line.Contains("wait", StringComparison.OrdinalIgnoreCase));
                if (waited < (saysSo || targets.Count > 0 ? Patience : LongPatience))
                    continue;
                Report(workload, pod, status, waited, log, targets, context);
                return;
            }
        }
    }

    private void Report(
        Workload workload, Pod pod, ContainerStatus status, TimeSpan waited, IReadOnlyList<string> log,
        List<(string Host, int Port, Service? Service)> targets, RuleContext context)
    {
        string whom = "";
        bool isKnown = false;
        foreach ((string host, int port, Service? service) in targets)
        {
            bool isAbsent = service is null && context.KnowsAll("Service", pod.Ref.Namespace);
            isKnown |= isAbsent;
            string state = service is not null ? "" : isAbsent ? $", and no Service of that name exists in namespace {pod.Ref.Namespace}" : "";
            whom += $"{(whom.Length > 0 ? ", " : " for ")}{host}{(port > 0 ? $":{port}" : "")}{state}";
        }

        context.Report(new Finding(
            Slug, workload.Ref,
            $"init container {status.Name} has waited {Durations.Words(waited)}{whom}, so that the pod's containers do not start")
        {
            Container = status.Name,
            Confidence = isKnown ? Confidence.Certain : Confidence.Likely,
            Since = status.State.RunningSince,
            Evidence =
            [
                new Evidence(pod.Ref, $"{status.Path}.state.running.startedAt", $"running for {Durations.Words(waited)}", status.State.RunningSince),
                .. log.Where(line => !string.IsNullOrWhiteSpace(line)).TakeLast(1)
                    .Select(line => new Evidence(pod.Ref, $"log {status.Name}", LogExcerpt.Shorten(line), null)),
            ],
            Blames = [.. targets.Where(target => target.Service is not null).Select(target => target.Service!.Ref)],
            Remedies =
            [
                new Remedy(
                    isKnown ? "make the Service that it waits for, or correct the name in the init container" : "bring up what it waits for",
                    LogExcerpt.ShowCommand(pod, status.Name, "--tail=20"), null, IsDisruptive: false),
            ],
        });
    }

    private static IEnumerable<ContainerStatus> Waiting(Pod pod) => pod.Phase == "Pending"
        ? pod.InitStatuses.Where(status => status.State.RunningSince is not null && pod.Spec.Find(status.Name) is { IsSidecar: false })
        : [];

    /// <summary>The hosts that its log speaks of, else those that its command and environment name.</summary>
    private static List<(string Host, int Port, Service? Service)> Targets(Pod pod, Container container, IReadOnlyList<string> log, RuleContext context)
    {
        var spoken = new List<(string Host, int Port, Service? Service)>();
        var named = new List<(string Host, int Port, Service? Service)>();
        string tail = string.Join('\n', log.TakeLast(5));
        foreach (HostReference host in HostReferences.Of(container).DistinctBy(host => host.Host))
        {
            Service? service = context.Resolve(host.Host, pod.Ref.Namespace);
            if (service is null && !LooksLikeService(host))
                continue;
            (tail.Contains(host.Host, StringComparison.OrdinalIgnoreCase) ? spoken : named).Add((host.Host, host.Port, service));
        }

        if (spoken.Count == 0 && named.Count == 0)
        {
            foreach ((string host, int port) in HostReferences.Hosts(tail, isCommand: true).Distinct())
            {
                if (port > 0 || context.Resolve(host, pod.Ref.Namespace) is not null)
                    spoken.Add((host, port, context.Resolve(host, pod.Ref.Namespace)));
            }
        }

        return spoken.Count > 0 ? spoken : named;
    }

    /// <summary>A name that only the cluster's DNS could know: without dots, with a port; or within <c>svc</c>.</summary>
    private static bool LooksLikeService(HostReference host) =>
        host.Host != "localhost" && ((!host.Host.Contains('.') && host.Port > 0) || host.Host.Contains(".svc", StringComparison.Ordinal));
}
