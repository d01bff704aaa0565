namespace Sonde.Places.Agent;

/// <summary>Makes this process the first to go when its cgroup runs out of memory, so that it is never the target that dies.</summary>
public static class FirstToGo
{
    /// <summary>Highest score (<c>OOM_SCORE_ADJ_MAX</c> of <c>uapi/linux/oom.h</c>); raising one's own needs no privilege.</summary>
    private const string Highest = "1000";

    /// <summary>Offers this process to the OOM killer.</summary>
    public static void Apply()
    {
        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", Highest);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A /proc that is mounted read-only; the limit of the heap still holds.
        }
    }
}
