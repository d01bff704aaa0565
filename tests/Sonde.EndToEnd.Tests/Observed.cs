using Sonde.TestTargets;

namespace Sonde.EndToEnd.Tests;

/// <summary>What a test can see of processes from outside.</summary>
internal static class Observed
{
    /// <summary>Waits until the program samples: it holds perf events, or its Python thread runs.</summary>
    public static void WaitUntilSampling(RunningProgram sonde) => Eventually.True(
        () => !Directory.Exists($"/proc/{sonde.Id}/fd")
            ? throw new InvalidOperationException($"sonde ended: {string.Join(" | ", sonde.Errors)}")
            : FilesOf(sonde.Id).ContainsValue("anon_inode:[perf_event]") || ThreadNamesOf(sonde.Id).Contains("sonde python"),
        $"sonde samples: {string.Join(" | ", sonde.Errors)}");

    /// <summary>Open files of a process by number.</summary>
    public static SortedDictionary<int, string> FilesOf(int process)
    {
        var files = new SortedDictionary<int, string>();
        foreach (FileInfo file in new DirectoryInfo($"/proc/{process}/fd").EnumerateFiles())
        {
            if (file.LinkTarget is { } target)
                files.Add(int.Parse(file.Name), target);
        }

        return files;
    }

    /// <summary>A line of <c>/proc/PID/status</c>.</summary>
    public static string StatusOf(int process, string key) =>
        File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith($"{key}:", StringComparison.Ordinal))[(key.Length + 1)..].Trim();

    /// <summary>The cgroups of a process.</summary>
    public static string CgroupsOf(int process) => File.ReadAllText($"/proc/{process}/cgroup");

    private static List<string> ThreadNamesOf(int process)
    {
        var names = new List<string>();
        foreach (string thread in Directory.EnumerateDirectories($"/proc/{process}/task"))
        {
            string path = Path.Combine(thread, "comm");
            if (File.Exists(path))
                names.Add(File.ReadAllText(path).Trim());
        }

        return names;
    }
}
