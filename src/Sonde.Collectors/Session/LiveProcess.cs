using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Session;

/// <summary>Tells living processes from what is left of ended ones.</summary>
internal static class LiveProcess
{
    /// <summary>Identifies a process that still runs; null when it has ended, also when it waits to be reaped.</summary>
    public static ProcessIdentity? TryIdentify(ProcFileSystem proc, ProcessId process) =>
        proc.TryReadStat(process) is { IsKernelThread: false } stat
        // A main thread that has ended reads as a zombie while other threads run on.
        && (stat.State is not (ProcessState.Zombie or ProcessState.Dead) || stat.ThreadCount > 1)
            ? new ProcessIdentity(process, stat.StartTimeTicks)
            : null;
}
