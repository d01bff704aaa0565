using System.Globalization;
using System.Text.RegularExpressions;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Pods;
using Sonde.Diagnosis.Model.Workloads;

namespace Sonde.Diagnosis.Rules;

/// <summary>
/// A container cannot listen because its port is taken: by another container of the pod (they share one network), or, in the
/// node's network, by another pod of the node.
/// </summary>
internal sealed partial class PortConflictRule : WorkloadRule
{
    public override string Slug => "port-conflict";

    public override IReadOnlyList<string> Kinds => ["Pod", "Event", "ReplicaSet", "Deployment", "StatefulSet", "DaemonSet"];

    public override IEnumerable<LogRequest> LogsWanted(Workload workload) => ContainerFailures.LogsOf(workload);

    public override void Evaluate(Workload workload, RuleContext context)
    {
        foreach (ContainerFailure failure in ContainerFailures.Of(workload, context))
        {
            if (failure.Cause is not (FailureCause.Crash or FailureCause.KilledByProbe or FailureCause.Completes)
                || failure.Log.All.LastOrDefault(line => InUse().IsMatch(line)) is not { } line)
            {
                continue;
            }

            int port = PortOf(line) is > 0 and var told ? told : ListeningPorts.Said(failure.Log.All).LastOrDefault().Port;
            (ObjectRef Pod, Container Container)? holder = Holder(failure, port, context);
            // A lone container in a network of its own collides with itself: that is its program's matter.
            if (holder is null && failure.Pod.Spec.Containers.Count < 2 && !failure.Pod.Spec.UsesHostNetwork)
                continue;
            string number = port > 0 ? $"port {port}" : "its port";
            string who = holder is not { } held ? failure.Pod.Spec.UsesHostNetwork ? $"something else on node {failure.Pod.Spec.NodeName}" : "another container of the pod"
                : held.Pod == failure.Pod.Ref ? $"container {held.Container.Name} of the same pod" : $"{held.Pod} on the same node, which uses the node's network as well";
            context.Report(failure.ToFinding(Slug, $"{failure.Named} cannot listen on {number}{failure.Repetition}: {who} has it already") with
            {
                Confidence = holder is not null ? Confidence.Certain : Confidence.Likely,
                Evidence =
                [
                    new Evidence(failure.Pod.Ref, failure.Log.Path, LogExcerpt.Shorten(line), null),
                    .. holder is { } other
                        ? [new Evidence(other.Pod, $"spec.containers[{other.Container.Name}].ports", string.Join(", ", other.Container.Ports.Select(one => one.Number)), null)]
                        : (Evidence[])[],
                    .. failure.Evidence,
                ],
                Remedies =
                [
                    new Remedy($"let one of the two listen on another port: containers of a pod share one network{(failure.Pod.Spec.UsesHostNetwork ? ", and pods with hostNetwork that of the node" : "")}", null, null, IsDisruptive: true),
                    .. Rollback.Of(workload),
                ],
            });
        }
    }

    /// <summary>Who declares the port: another container of the pod, or a pod in the node's network.</summary>
    private static (ObjectRef Pod, Container Container)? Holder(ContainerFailure failure, int port, RuleContext context)
    {
        HashSet<int> wanted = port > 0 ? [port] : [.. failure.Container.Ports.Select(one => one.Number)];
        bool Has(Container container) => container.Ports.Any(one => one.Protocol == "TCP" && wanted.Contains(one.Number));
        if (failure.Pod.Spec.AllContainers.FirstOrDefault(other => other != failure.Container && Runs(failure.Pod, other) && Has(other)) is { } beside)
            return (failure.Pod.Ref, beside);
        if (!failure.Pod.Spec.UsesHostNetwork)
            return null;
        foreach (Pod other in context.PodsOn(failure.Pod.Spec.NodeName).Where(other => other.Ref != failure.Pod.Ref && other.Spec.UsesHostNetwork))
        {
            if (other.Spec.Containers.FirstOrDefault(Has) is { } holder)
                return (other.Ref, holder);
        }

        return null;
    }

    private static bool Runs(Pod pod, Container container) => pod.Spec.Containers.Contains(container) || container.IsSidecar;

    private static int PortOf(string line) => Number().Match(line) is { Success: true } match
        && int.TryParse(match.Groups["port"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and <= 65535 ? port : 0;

    // EADDRINUSE as libc, Go, Node, Java, .NET and Python print it.
    [GeneratedRegex("address( is)? already in use|EADDRINUSE|only one usage of each socket address|port( \\d+)? (is )?already (in use|allocated)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex InUse();

    // bind() to 0.0.0.0:80 failed; listen tcp :8080: bind: …; EADDRINUSE: address already in use :::3000; Port 8080 is already in use
    [GeneratedRegex(@"(:|\bport[ =:]+|', )(?<port>\d{2,5})\b(?![.:]\d)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}
