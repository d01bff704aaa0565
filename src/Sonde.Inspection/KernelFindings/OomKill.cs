using System.Globalization;
using System.Text.RegularExpressions;
using Sonde.Linux.Kernel;

namespace Sonde.Inspection.KernelFindings;

/// <summary>A process that the kernel killed for want of memory.</summary>
/// <param name="SinceBoot">When.</param>
/// <param name="Victim">Its name.</param>
/// <param name="Process">Its ID on the host.</param>
/// <param name="Cgroup">The cgroup it stood in; empty when the kernel does not tell.</param>
/// <param name="IsLimit">True when a cgroup's limit was reached, false when the machine was out of memory.</param>
/// <param name="Table">The tasks that the kernel listed: name and resident bytes, largest first.</param>
internal sealed partial record OomKill(
    TimeSpan SinceBoot, string Victim, int Process, string Cgroup, bool IsLimit, IReadOnlyList<(string Name, long Bytes)> Table)
{
    private const int MaxTable = 3;

    /// <summary>Finds all kills in a log.</summary>
    public static IReadOnlyList<OomKill> FindAll(IEnumerable<KernelRecord> records)
    {
        var kills = new List<OomKill>();
        var table = new List<(string Name, long Bytes)>();
        foreach (KernelRecord record in records)
        {
            if (record.Text.Contains(" invoked oom-killer: ", StringComparison.Ordinal))
            {
                table.Clear();
            }
            else if (Row().Match(record.Text) is { Success: true } row)
            {
                table.Add((row.Groups["name"].Value, long.Parse(row.Groups["rss"].ValueSpan, CultureInfo.InvariantCulture) * Environment.SystemPageSize));
            }
            else if (Summary().Match(record.Text) is { Success: true } summary)
            {
                kills.Add(new OomKill(
                    record.SinceBoot, summary.Groups["task"].Value, int.Parse(summary.Groups["pid"].ValueSpan, CultureInfo.InvariantCulture),
                    summary.Groups["cgroup"].Value, summary.Groups["constraint"].ValueSpan is "CONSTRAINT_MEMCG",
                    [.. table.OrderByDescending(task => task.Bytes).Take(MaxTable)]));
                table.Clear();
            }
        }

        return kills;
    }

    // dump_oom_victim in mm/oom_kill.c, Linux 5.0 and later
    [GeneratedRegex(@"^oom-kill:constraint=(?<constraint>\w+),.*task_memcg=(?<cgroup>[^,]*),task=(?<task>.*),pid=(?<pid>\d{1,9}),uid=\d+$", RegexOptions.ExplicitCapture)]
    private static partial Regex Summary();

    // dump_task in mm/oom_kill.c: [ pid ] uid tgid total_vm rss …  oom_score_adj name
    [GeneratedRegex(@"^\[\s*\d+\]\s+\d+\s+\d+\s+\d+\s+(?<rss>\d{1,15})\s[\s\d-]*\s(?<name>\D.*)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Row();
}
