using System.Globalization;
using System.Text.RegularExpressions;

namespace Sonde.Diagnosis.Scheduling;

/// <summary>What the scheduler says of a pod that fits nowhere: <c>0/5 nodes are available: 2 Insufficient cpu, 3 …</c>.</summary>
internal static partial class SchedulerMessage
{
    // Texts of the plug-ins' reasons (kubernetes pkg/scheduler/framework/plugins), with those of older versions.
    private static readonly (string Text, Obstacle Obstacle)[] Reasons =
    [
        ("Insufficient ", Obstacle.Resources),
        ("Too many pods", Obstacle.Resources),
        ("didn't match Pod's node affinity", Obstacle.NodeSelector),
        ("didn't match node selector", Obstacle.NodeSelector),
        ("didn't match node affinity", Obstacle.NodeSelector),
        ("didn't satisfy plugin(s) [NodeAffinity]", Obstacle.NodeSelector),
        ("didn't match the requested node name", Obstacle.NodeSelector),
        ("were unschedulable", Obstacle.NodeCordoned),
        ("untolerated taint {node.kubernetes.io/unschedulable", Obstacle.NodeCordoned),
        ("taint {node.kubernetes.io/not-ready", Obstacle.NodeDown),
        ("taint {node.kubernetes.io/unreachable", Obstacle.NodeDown),
        ("taint {node.kubernetes.io/network-unavailable", Obstacle.NodeDown),
        ("taint {node.cloudprovider.kubernetes.io/", Obstacle.NodeDown),
        ("were not ready", Obstacle.NodeDown),
        ("-pressure", Obstacle.NodePressure),
        ("untolerated taint", Obstacle.Taint),
        ("that the pod didn't tolerate", Obstacle.Taint),
        ("didn't have free ports", Obstacle.HostPort),
        ("affinity/anti-affinity", Obstacle.PodAffinity),
        ("pod affinity rules", Obstacle.PodAffinity),
        ("anti-affinity rules", Obstacle.PodAffinity),
        ("topology spread constraints", Obstacle.PodAffinity),
        ("volume node affinity conflict", Obstacle.Volume),
        ("no available volume zone", Obstacle.Volume),
        ("available persistent volumes to bind", Obstacle.Volume),
        ("exceed max volume count", Obstacle.Volume),
        ("enough free storage", Obstacle.Volume),
        ("no available disk", Obstacle.Volume),
        ("ReadWriteOncePod", Obstacle.Volume),
    ];

    /// <summary>The reasons, each with the number of nodes that it was said of.</summary>
    public static IReadOnlyList<(int Nodes, Obstacle Obstacle, string Text)> Parse(string message)
    {
        int end = message.IndexOf(" preemption: ", StringComparison.Ordinal);
        string said = end >= 0 ? message[..end] : message;
        var found = new List<(int, Obstacle, string)>();
        foreach (Match match in Part().Matches(said))
        {
            string text = match.Groups["text"].Value.Trim().TrimEnd('.', ',');
            foreach ((string known, Obstacle obstacle) in Reasons)
            {
                if (text.Contains(known, StringComparison.OrdinalIgnoreCase))
                {
                    _ = int.TryParse(match.Groups["nodes"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int nodes);
                    found.Add((nodes, obstacle, text));
                    break;
                }
            }
        }

        return found;
    }

    /// <summary>Whether the scheduler waits for a claim to be bound.</summary>
    public static bool WaitsForClaim(string message) =>
        message.Contains("unbound immediate PersistentVolumeClaims", StringComparison.Ordinal)
        || message.Contains("bound to non-existent persistentvolume", StringComparison.Ordinal)
        || message.Contains("bound to non-existent pv", StringComparison.Ordinal);

    // A number of nodes and a reason, up to the next one; reasons contain commas themselves.
    [GeneratedRegex(@"(?:^|[:,]\s)(?<nodes>\d+) (?<text>.+?)(?=, \d+ |\. |$)", RegexOptions.CultureInvariant | RegexOptions.Singleline, 500)]
    private static partial Regex Part();
}
