using System.Globalization;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Python;

/// <summary>
/// Tells how long threads have not run: <c>se.exec_start</c> in <c>/proc/PID/task/TID/sched</c> (kernel/sched/debug.c) is when the kernel last
/// counted CPU time for a thread. The clock is the scheduler's own; the calling thread, which runs, tells what it shows now.
/// </summary>
internal sealed class BlockedTimes
{
    private const string Field = "se.exec_start", Self = "/proc/thread-self/sched";

    private readonly ProcFileSystem _proc;
    private readonly ProcessId _process;
    private readonly double? _now = Read(Self);

    public BlockedTimes(ProcFileSystem proc, ProcessId process)
    {
        _proc = proc;
        _process = process;
    }

    /// <summary>Time since a thread last ran; null where the kernel does not tell (CONFIG_SCHED_DEBUG), and for what has ended.</summary>
    public TimeSpan? Of(ThreadId thread) => _now is { } now && Read(_proc.PathOf(_process, thread, "sched")) is { } last and > 0
        ? TimeSpan.FromMilliseconds(Math.Max(0, now - last))
        : null;

    private static double? Read(string path)
    {
        try
        {
            foreach (string line in File.ReadLines(path))
            {
                if (line.StartsWith(Field, StringComparison.Ordinal)
                    && double.TryParse(line.AsSpan(line.IndexOf(':') + 1), CultureInfo.InvariantCulture, out double milliseconds))
                    return milliseconds;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has ended, or this kernel has no such file.
        }

        return null;
    }
}
