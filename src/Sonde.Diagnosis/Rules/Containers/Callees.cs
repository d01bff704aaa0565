using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Network;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Rules;

/// <summary>The Services that a failing container names, and of which its log complains.</summary>
internal static class Callees
{
    private static readonly string[] Complaints =
    [
        "refused", "timed out", "timeout", "no such host", "name or service not known", "could not resolve", "unreachable",
        "not known", "unavailable", "connection reset", "failed to connect", "could not connect", "cannot connect",
        "temporary failure in name resolution", "enotfound", "econnrefused", "etimedout", "no route to host", "waiting for",
    ];

    /// <summary>
    /// Services whose trouble would explain the failure: those that a complaint about a connection names, or, when it names
    /// none, all that the container is given.
    /// </summary>
    public static IReadOnlyList<ObjectRef> InTrouble(ContainerFailure failure, RuleContext context) =>
        Named(failure.Container, failure.Pod, failure.Log.All, context);

    /// <summary>The same for a container that waits.</summary>
    public static IReadOnlyList<ObjectRef> Named(Container container, Pod pod, IReadOnlyList<string> log, RuleContext context)
    {
        List<string> complaints = [.. log.TakeLast(20).Where(line => Complaints.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase)))];
        if (complaints.Count == 0)
            return [];
        var all = new HashSet<ObjectRef>();
        var named = new HashSet<ObjectRef>();
        foreach (HostReference host in HostReferences.Of(container))
        {
            if (context.Resolve(host.Host, pod.Ref.Namespace) is not { } service)
                continue;
            all.Add(service.Ref);
            if (complaints.Any(line => line.Contains(host.Host, StringComparison.OrdinalIgnoreCase)
                || (service.ClusterIp.Length > 6 && line.Contains(service.ClusterIp, StringComparison.Ordinal))))
            {
                named.Add(service.Ref);
            }
        }

        foreach (string line in complaints)
        {
            foreach ((string host, _) in HostReferences.Hosts(line, isCommand: true))
            {
                if (context.Resolve(host, pod.Ref.Namespace) is Service service)
                    named.Add(service.Ref);
            }
        }

        return [.. (named.Count > 0 ? named : all).Order(ObjectRef.Order)];
    }
}
