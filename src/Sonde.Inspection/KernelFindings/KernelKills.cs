using Sonde.Inspection.Sections;
using Sonde.Linux;
using Sonde.Linux.Kernel;
using Sonde.Linux.Procfs;

namespace Sonde.Inspection.KernelFindings;

/// <summary>The proof that something was killed for memory: the kernel's own log.</summary>
public static class KernelKills
{
    /// <summary>A line for the kills in a container's cgroup; none when the log tells of none. Says what hides the log.</summary>
    /// <param name="proc">The procfs.</param>
    /// <param name="containerId">The full ID, which is part of the cgroup's name.</param>
    /// <param name="lines">Takes the lines.</param>
    public static void Add(ProcFileSystem proc, string containerId, SectionLines lines)
    {
        try
        {
            foreach (InspectionLine line in KernelLogSection.JudgeKills([.. OomKill.FindAll(KernelLog.Read()).Where(kill => kill.Cgroup.Contains(containerId, StringComparison.Ordinal))], KernelLogSection.Uptime(proc)))
                lines.Add(line);
        }
        catch (TargetException error)
        {
            lines.AddUnseen($"kernel log: {error.Message}");
        }
    }

    /// <summary>How many of some processes the kernel has killed for memory lately; 0 when the log may not be read.</summary>
    /// <param name="proc">The procfs.</param>
    /// <param name="processes">Their IDs.</param>
    /// <param name="lately">Kills before that are those of others with the same IDs.</param>
    internal static int Count(ProcFileSystem proc, IReadOnlySet<int> processes, TimeSpan lately)
    {
        try
        {
            TimeSpan since = KernelLogSection.Uptime(proc) - lately;
            return OomKill.FindAll(KernelLog.Read()).Count(kill => kill.SinceBoot >= since && processes.Contains(kill.Process));
        }
        catch (TargetException)
        {
            return 0; // the end itself is told all the same
        }
    }
}
