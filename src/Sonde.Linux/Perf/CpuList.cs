using System.Globalization;

namespace Sonde.Linux.Perf;

/// <summary>Reads the kernel's lists of CPUs, for example <c>0-3,8</c> (Documentation/admin-guide/cputopology.rst).</summary>
internal static class CpuList
{
    private const int MaxCpus = 8192; // the largest CONFIG_NR_CPUS of the architectures Linux runs on

    /// <summary>The CPUs that are switched on.</summary>
    public static IReadOnlyList<int> Online()
    {
        try
        {
            IReadOnlyList<int> cpus = Parse(File.ReadAllText("/sys/devices/system/cpu/online"));
            if (cpus.Count > 0)
                return cpus;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A container without /sys: count instead.
        }

        return [.. Enumerable.Range(0, Environment.ProcessorCount)];
    }

    /// <summary>Parses a list; what cannot be understood is left out.</summary>
    public static IReadOnlyList<int> Parse(string list)
    {
        var cpus = new List<int>();
        foreach (string part in list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] ends = part.Split('-');
            if (int.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
                && int.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)
                && ends.Length <= 2 && last < MaxCpus)
            {
                for (int cpu = first; cpu <= last; cpu++)
                    cpus.Add(cpu);
            }
        }

        return cpus;
    }
}
