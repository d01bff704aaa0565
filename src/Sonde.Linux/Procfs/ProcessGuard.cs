using Sonde.Linux.Text;

namespace Sonde.Linux.Procfs;

/// <summary>Tells early, and in words, why a process cannot be observed.</summary>
public static class ProcessGuard
{
    /// <summary>Makes sure that an ID is a living user process.</summary>
    /// <returns>What was read about it.</returns>
    /// <exception cref="TargetException">There is none, or it is a thread, a zombie or a kernel thread.</exception>
    public static ProcessStat EnsureObservable(this ProcFileSystem proc, ProcessId process)
    {
        ProcessStat stat = proc.TryReadStat(process) ?? throw NotFound(proc, process);
        if (stat.IsKernelThread)
        {
            throw new TargetException(
                TargetError.KernelThread,
                $"process {process} ({PrintableName.Of(stat.Comm)}) is a kernel thread and runs no user code: choose a user process");
        }

        if (stat.State is ProcessState.Zombie or ProcessState.Dead)
            throw Ended(proc, process, stat);
        if (proc.TryReadStatus(process) is { } status && status.ThreadGroup != process)
        {
            throw new TargetException(
                TargetError.NotFound,
                $"{process} is a thread of process {status.ThreadGroup}{NameOf(proc, status.ThreadGroup)}: " +
                $"use pid:{status.ThreadGroup}");
        }

        return stat;
    }

    private static TargetException Ended(ProcFileSystem proc, ProcessId process, ProcessStat stat)
    {
        // A process whose main thread has ended reads as a zombie while its other threads go on.
        if (proc.ReadThreads(process).Count > 1)
        {
            return new TargetException(
                TargetError.Zombie,
                $"the main thread of process {process} ({PrintableName.Of(stat.Comm)}) has ended while others run on: its memory can no " +
                "longer be read through it");
        }

        string parent = stat.ParentProcess.Value == 0
            ? "its parent"
            : $"its parent, process {stat.ParentProcess}{NameOf(proc, stat.ParentProcess)},";
        return new TargetException(
            TargetError.Zombie,
            $"process {process} ({PrintableName.Of(stat.Comm)}) has ended and is a zombie until {parent} reaps it: there is nothing left " +
            "to observe");
    }

    private static TargetException NotFound(ProcFileSystem proc, ProcessId process)
    {
        if (proc.Exists(process))
        {
            return new TargetException(
                TargetError.PermissionDenied,
                $"process {process} is hidden ({proc.Root} is mounted with hidepid): run as its user or as root");
        }

        var inside = new List<string>();
        foreach (ProcessId candidate in proc.EnumerateProcesses())
        {
            if (proc.TryReadStatus(candidate) is { } status && status.NamespaceProcessIds.Count > 1
                && status.InnermostId == process.Value)
            {
                inside.Add($"pid:{candidate}{NameOf(proc, candidate)}");
            }
        }

        string advice = inside.Count is > 0 and <= 3
            ? $"inside a container that is the number of {string.Join(" or ", inside)}"
            : "it may have ended, or the number is one from inside a container; ps -e lists what runs here";
        return new TargetException(TargetError.NotFound, $"there is no process {process}: {advice}");
    }

    private static string NameOf(ProcFileSystem proc, ProcessId process) =>
        proc.TryReadName(process) is { Length: > 0 } name ? $" ({PrintableName.Of(name)})" : "";
}
