using System.Globalization;

namespace Sonde.Diagnosis.Scheduling;

/// <summary>What the scheduler says of a pod that fits nowhere: <c>0/5 nodes are available: 2 Insufficient cpu, 3 …</c>.</summary>
internal static class SchedulerMessage
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
        ReadOnlySpan<char> rest = end >= 0 ? message.AsSpan(0, end) : message;
        var found = new List<(int, Obstacle, string)>();
        while (Next(ref rest, out int nodes, out ReadOnlySpan<char> part))
        {
            string text = part.Trim().TrimEnd(".,").ToString();
            foreach ((string known, Obstacle obstacle) in Reasons)
            {
                if (text.Contains(known, StringComparison.OrdinalIgnoreCase))
                {
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

    /// <summary>The next number of nodes with its reason, up to the one after it; reasons contain commas themselves.</summary>
    private static bool Next(ref ReadOnlySpan<char> rest, out int nodes, out ReadOnlySpan<char> text)
    {
        nodes = 0;
        text = default;
        int start = NumberAt(rest, out int length);
        if (start < 0)
            return false;
        _ = int.TryParse(rest.Slice(start, length), NumberStyles.None, CultureInfo.InvariantCulture, out nodes);
        rest = rest[(start + length + 1)..];
        int next = NumberAt(rest, out _), sentence = rest.IndexOf(". ");
        int stop = next < 0 ? sentence : sentence < 0 ? next : Math.Min(next, sentence);
        text = stop < 0 ? rest : rest[..stop];
        // The comma before the next number tells that it is one.
        rest = stop < 0 ? [] : rest[(stop == next ? stop - 2 : stop)..];
        return true;
    }

    /// <summary>Where a number stands that counts nodes: after a colon or comma, and before a blank.</summary>
    private static int NumberAt(ReadOnlySpan<char> text, out int length)
    {
        length = 0;
        for (int i = 2; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i]) || text[i - 1] != ' ' || text[i - 2] is not (':' or ','))
                continue;
            int end = i;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
                end++;
            length = end - i;
            if (end < text.Length && text[end] == ' ')
                return i;
        }

        return -1;
    }
}
