using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Nodes;

namespace Sonde.Diagnosis.Rules;

/// <summary>What a node runs short of.</summary>
/// <param name="Resource"><c>cpu</c> or <c>memory</c>.</param>
/// <param name="Sign">What tells it.</param>
internal sealed record NodeNeed(string Resource, Evidence Sign)
{
    // Half of the time somebody waits for a CPU; for a tenth of it nobody gets on for want of memory. A busy machine that is well
    // stays far below either.
    private const decimal MuchCpuStall = 50, MuchMemoryStall = 10;

    // The kubelet's own threshold for memory (memory.available<100Mi) is a condition; of CPU it knows none.
    private const decimal FullCpu = 0.95m;

    // A kill by the whole machine's shortage is told by an event, which the API keeps for an hour.
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    /// <summary>The needs of a node; none when it is well, or silent.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cluster">The cluster.</param>
    /// <param name="now">Gives the time; asked only where it matters.</param>
    public static IReadOnlyList<NodeNeed> Of(Node node, Cluster cluster, Func<DateTimeOffset> now)
    {
        var needs = new List<NodeNeed>();
        if (node.ConditionOf("Ready") is { Status: "Unknown" })
            return needs;
        if (Memory(node, cluster, now) is { } memory)
            needs.Add(new NodeNeed("memory", memory));
        if (Cpu(node, cluster) is { } cpu)
            needs.Add(new NodeNeed("cpu", cpu));
        return needs;
    }

    private static Evidence? Memory(Node node, Cluster cluster, Func<DateTimeOffset> now)
    {
        if (node.ConditionOf("MemoryPressure") is { IsTrue: true } pressure)
            return new Evidence(node.Ref, "status.conditions[MemoryPressure]", $"{pressure.Reason}: {pressure.Message}", pressure.Since);
        if (cluster.EventsAbout(node.Ref).LastOrDefault(seen => seen.Reason is "SystemOOM" or "OOMKilling" && now() - seen.Last < Recent) is { } killed)
            return new Evidence(node.Ref, $"event {killed.Reason}", killed.Message, killed.Last);
        if (cluster.Evictions.From(node.Ref.Name).FirstOrDefault(one => one.IsNodesNeed && one.Message.Contains("memory", StringComparison.OrdinalIgnoreCase)
            && (one.Time is null || now() - one.Time < Recent)) is { } evicted)
        {
            return new Evidence(evicted.Pod, evicted.Path, evicted.Message, evicted.Time);
        }

        return cluster.Usage.StallOf(node, "memory") is { Full: >= MuchMemoryStall } stall ? Stalled(node, stall.Full, "memory", "full") : null;
    }

    private static Evidence? Cpu(Node node, Cluster cluster)
    {
        // A kernel without PSI says 0, and a busy CPU without anybody who waits is well used.
        if (cluster.Usage.StallOf(node, "cpu") is { Some: > 0 } stall)
            return stall.Some >= MuchCpuStall ? Stalled(node, stall.Some, "cpu", "some") : null;
        return node.Allocatable.TryGetValue("cpu", out Quantity has) && has.Value > 0 && cluster.Usage.Of(node, "cpu") is { } used && used >= has.Value * FullCpu
            ? new Evidence(node.Ref, "usage.cpu", $"{Quantity.Format("cpu", used)} of {has} allocatable", null) : null;
    }

    private static Evidence Stalled(Node node, decimal share, string resource, string which) => new(
        node.Ref, $"stats/summary node.{resource}.psi.{which}.avg60",
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{share:0.#} % of the last minute"), null);
}
