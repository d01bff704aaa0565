using System.Runtime.CompilerServices;

namespace Sonde.Diagnosis.Shares.Requests;

/// <summary>Finds the requests in a log, whatever else stands there.</summary>
internal static class AccessLog
{
    private static readonly IAccessLogFormat[] Formats = [new JsonAccessLog(), new EnvoyAccessLog(), new CommonAccessLog()];

    // While a cluster is watched, its logs stay and its moments change.
    private static readonly ConditionalWeakTable<IReadOnlyList<string>, LoggedRequest[]> Known = new();

    /// <summary>The requests of a log, in its order. The kubelet's probes are no requests that anybody misses.</summary>
    public static IReadOnlyList<LoggedRequest> Read(IReadOnlyList<string> lines) => Known.GetValue(lines, static all =>
    [
        .. all.Where(line => !line.Contains("kube-probe/", StringComparison.Ordinal))
            .SelectMany(line => Formats.Select(format => format.Read(line).ToArray()).FirstOrDefault(found => found.Length > 0) ?? []),
    ]);
}
