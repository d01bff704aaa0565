using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Usage;

namespace Sonde.Diagnosis.Reading;

/// <summary>Reads what nodes and pods use.</summary>
internal static class UsageReader
{
    private const decimal Nano = 1e-9m;

    private static readonly string[] Stalling = ["cpu", "memory", "io"];

    public static NodeMetrics Node(Field root, Metadata meta) => new(meta) { Time = root["timestamp"].Time, Usage = root["usage"].Quantities };

    public static PodMetrics Pod(Field root, Metadata meta)
    {
        var sums = new Dictionary<string, decimal>();
        foreach (IReadOnlyDictionary<string, Quantity> usage in root["containers"].Items(container => container["usage"].Quantities))
        {
            foreach ((string resource, Quantity amount) in usage)
                sums[resource] = sums.GetValueOrDefault(resource) + amount.Value;
        }

        return new PodMetrics(meta) { Time = root["timestamp"].Time, Usage = sums };
    }

    /// <summary>A summary in the envelope of <see cref="Sources.UsageSummary"/>.</summary>
    public static NodeSummary Summary(Field root, Metadata meta)
    {
        Field summary = root["summary"], node = summary["node"];
        return new NodeSummary(meta)
        {
            Time = node["memory"]["time"].Time ?? node["cpu"]["time"].Time,
            Usage = Usage(node),
            Stalls = [.. Stalling.Where(resource => node[resource]["psi"].Exists).Select(resource => Stall(resource, node[resource]["psi"]))],
            Pods = summary["pods"].Items(pod => new PodUsage(new ObjectRef("Pod", pod["podRef"]["namespace"].Text, pod["podRef"]["name"].Text), Usage(pod))),
        };
    }

    private static Stall Stall(string resource, Field psi) => new(resource, psi["some"]["avg60"].Decimal ?? 0, psi["full"]["avg60"].Decimal ?? 0);

    private static Dictionary<string, decimal> Usage(Field of)
    {
        var usage = new Dictionary<string, decimal>();
        if (of["cpu"]["usageNanoCores"].Decimal is { } cores)
            usage["cpu"] = cores * Nano;
        if (of["memory"]["workingSetBytes"].Decimal is { } bytes)
            usage["memory"] = bytes;
        return usage;
    }
}
