using System.Globalization;

namespace Sonde.Places.Memory;

/// <summary>How much memory an agent takes, and what is said when a pod does not have it.</summary>
public static class AgentMemory
{
    /// <summary>
    /// What an agent and a profile of Python take at least: 18.2 MB at the peak, 7.9 MB while it waits, in a pod's cgroup on Linux 6.18. Native
    /// code takes more for its symbols, as far as there is more.
    /// </summary>
    public const long Least = 18L << 20;

    /// <summary>Of that, what an agent takes that waits.</summary>
    public const long Waiting = 8L << 20;

    /// <summary>Most managed memory for a command, however much is left: 192 MiB.</summary>
    public const long Most = 192L << 20;

    /// <summary>The runtime, its stacks and the pages of the program take about as much as the managed memory of a small profile.</summary>
    private const long BesidesHeap = 8L << 20;

    /// <summary>Most managed memory for a command in a pod that has so much left.</summary>
    public static long HeapLimit(long left) => Math.Clamp((left - BesidesHeap) * 3 / 4, 4L << 20, Most);

    /// <summary>Why a command does not run in a pod with so little memory, and what can be done instead.</summary>
    public static string Refusal(long left, long limit, long least) =>
        $"the pod has {Mebibytes(Math.Max(0, left))} left of the {Mebibytes(limit)} that its containers may use together, and Sonde takes {Mebibytes(least)} in it: "
        + "look from outside with --place node, or with a node agent ('sonde install')";

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes >> 20} MiB");
}
