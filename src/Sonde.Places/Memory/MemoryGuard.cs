using System.Globalization;

namespace Sonde.Places.Memory;

/// <summary>
/// Keeps a command inside the memory that its pod has left. The pod's cgroup cannot be seen from inside, but the cgroups of the target and
/// of this container can, through the file systems that their runtime mounts for them. Other containers count with their limits: what they
/// leave free they may want at any moment.
/// </summary>
/// <param name="root">The agent's root.</param>
/// <param name="target">The root of the target's first process, such as <c>/proc/1/root</c>.</param>
public sealed class MemoryGuard(string root, string target)
{
    /// <summary>Bytes that the target and what runs in this container can still take before the pod's limit is reached.</summary>
    /// <param name="limit">What all containers of the pod may use together.</param>
    /// <returns>Null when the target's memory cannot be seen.</returns>
    public long? Left(long limit)
    {
        if (Read(target, "inactive_file") is not var (used, ofTarget))
            return null;
        // Page cache goes when memory is short. The first program of an image pays for its file's pages: all of ours can be read again.
        return Math.Min(limit, ofTarget) - used - (Read(root, "file", "total_cache")?.Used ?? 0);
    }

    /// <summary>Gives this process a limit of managed memory that leaves the pod alone.</summary>
    /// <returns>False when the runtime has more already.</returns>
    public static bool Limit(long left)
    {
        AppContext.SetData("GCHeapHardLimit", (ulong)AgentMemory.HeapLimit(left));
        try
        {
            GC.RefreshMemoryLimit();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static (long Used, long Limit)? Read(string root, string cache, string? cacheOfV1 = null)
    {
        string v2 = Path.Combine(root, "sys/fs/cgroup"), v1 = Path.Combine(v2, "memory");
        return Read(v2, "memory.current", "memory.max", cache)
            ?? Read(v1, "memory.usage_in_bytes", "memory.limit_in_bytes", cacheOfV1 ?? $"total_{cache}");
    }

    private static (long Used, long Limit)? Read(string folder, string used, string limit, string cache)
    {
        try
        {
            long usage = Number(File.ReadAllText(Path.Combine(folder, used)));
            string line = File.ReadLines(Path.Combine(folder, "memory.stat")).FirstOrDefault(line => line.StartsWith(cache + " ", StringComparison.Ordinal)) ?? "0";
            return (usage - Number(line[(line.IndexOf(' ') + 1)..]), Number(File.ReadAllText(Path.Combine(folder, limit))));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A number; <c>max</c> and what is no number mean that there is no limit.</summary>
    private static long Number(string text) =>
        long.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : long.MaxValue;
}
