using System.Text.RegularExpressions;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Model.Pods;

namespace Sonde.Diagnosis.Auditing.Subjects;

/// <summary>What containers of a workload said.</summary>
internal static partial class LogSamples
{
    /// <summary>Fewer lines say nothing about a program's habits: banners and start-up scripts are plain everywhere.</summary>
    public const int Fewest = 20;

    private const int Most = 200;

    /// <summary>Lines of the first pod whose log is here; none when there is no such pod.</summary>
    public static string[] Of(AuditWorkload workload, AuditContainer container, AuditContext context)
    {
        IEnumerable<Pod> pods = context.Cluster.Workloads.FirstOrDefault(one => one.Ref == workload.Ref)?.Pods ?? [];
        foreach (Pod pod in pods)
        {
            if (context.Cluster.Logs.Read(new LogRequest(pod.Ref, container.Name, IsPrevious: false)) is { Count: > 0 } lines)
                return [.. lines.Where(line => !string.IsNullOrWhiteSpace(line)).TakeLast(Most)];
        }

        return [];
    }

    /// <summary>A line that a machine can read: a JSON object (whatever stands before it), or two key=value pairs.</summary>
    public static bool IsStructured(string line)
    {
        string text = line.TrimEnd();
        return (text.EndsWith('}') && text.Contains("{\"", StringComparison.Ordinal)) || Pairs().Count(text) >= 2;
    }

    [GeneratedRegex("""(^|\s)[A-Za-z_][A-Za-z0-9_.-]*=("|[^\s=])""")]
    private static partial Regex Pairs();
}
