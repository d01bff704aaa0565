using Sonde.Linux.Procfs;

namespace Sonde.Linux.Namespaces;

/// <summary>
/// Translates process IDs between this process's PID namespace and those inside it (<c>NSpid</c> in
/// <c>/proc/PID/status</c>, Linux 4.1 and later).
/// </summary>
/// <param name="proc">The procfs to read.</param>
public sealed class PidTranslator(ProcFileSystem proc)
{
    private readonly NamespaceReader _namespaces = new(proc);

    /// <summary>The ID that a process has in its own PID namespace; null when it has gone.</summary>
    public int? TryToInner(ProcessId process) => proc.TryReadStatus(process)?.InnermostId;

    /// <summary>Finds the process that has an ID in the PID namespace of another process.</summary>
    /// <param name="member">Any process of that namespace, as seen here.</param>
    /// <param name="innerId">The ID as that namespace sees it.</param>
    /// <returns>The process as seen here; null when there is none.</returns>
    /// <exception cref="TargetException">The namespace of the member may not be read.</exception>
    public ProcessId? TryToOuter(ProcessId member, int innerId)
    {
        if (proc.TryReadStatus(member) is not { } status || _namespaces.TryRead(member, NamespaceKind.Pid) is not { } home)
            return null;
        int level = Math.Max(0, status.NamespaceProcessIds.Count - 1);
        foreach (ProcessId candidate in proc.EnumerateProcesses())
        {
            if (proc.TryReadStatus(candidate) is { } other && IdAt(other, level) == innerId && LivesIn(candidate, other, level, home))
                return candidate;
        }

        return null;
    }

    private static int IdAt(ProcessStatus status, int level) =>
        status.NamespaceProcessIds.Count > level ? status.NamespaceProcessIds[level]
        : level == 0 ? status.ThreadGroup.Value
        : 0;

    /// <summary>
    /// True when the process lives in the namespace or in one nested in it: then the nearest ancestor at its level lives there.
    /// </summary>
    private bool LivesIn(ProcessId process, ProcessStatus status, int level, NamespaceId home)
    {
        while (status.NamespaceProcessIds.Count > level + 1)
        {
            process = status.ParentProcess;
            if (proc.TryReadStatus(process) is not { } parent)
                return false;
            status = parent;
        }

        try
        {
            return Math.Max(1, status.NamespaceProcessIds.Count) == level + 1
                && _namespaces.TryRead(process, NamespaceKind.Pid) == home;
        }
        catch (TargetException error) when (error.Error == TargetError.PermissionDenied)
        {
            return false; // another user's process: it cannot be told, and is not the one asked about
        }
    }
}
