using Microsoft.Win32.SafeHandles;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Namespaces;

/// <summary>
/// Finds files as a target sees them, through <c>/proc/PID/root</c>. Symbolic links are followed inside the target's root, as
/// the target itself would: an absolute link or a <c>..</c> never leads to this machine's own files. Needs
/// PTRACE_MODE_READ: the same user, or CAP_SYS_PTRACE.
/// </summary>
/// <param name="proc">The procfs to read.</param>
/// <param name="process">The target.</param>
public sealed class TargetFileSystem(ProcFileSystem proc, ProcessId process)
{
    /// <summary>The kernel's own limit of links in one path (MAXSYMLINKS, include/linux/namei.h).</summary>
    private const int MaxLinks = 40;

    /// <summary>The target's root directory as a path here.</summary>
    public string Root => proc.PathOf(process, "root");

    /// <summary>
    /// The path, free of links, under which a file of the target can be opened here; null when there is none, or the target has
    /// gone. Nothing stops the target from changing its files right after: use <see cref="TryOpen"/> where that matters.
    /// </summary>
    /// <param name="path">The path as the target sees it; a relative one starts at its root.</param>
    /// <exception cref="TargetException">Not permitted; the message names the uid and the capability.</exception>
    public string? TryResolve(string path)
    {
        var pending = new Stack<string>();
        Push(pending, path);
        var resolved = new List<string>();
        int links = 0;
        while (pending.TryPop(out string? name))
        {
            if (name == "..")
            {
                if (resolved.Count > 0)
                    resolved.RemoveAt(resolved.Count - 1);
                continue;
            }

            resolved.Add(name);
            string? link = NativeFile.ReadLink(Join(resolved), out int error);
            if (Errno.IsPermission(error))
                throw proc.NotPermitted(process, "root/" + string.Join('/', resolved));
            if (error == Errno.Einval)
                continue; // there, and not a link
            if (link is null || ++links > MaxLinks)
                return null;
            if (link.StartsWith('/'))
                resolved.Clear();
            else
                resolved.RemoveAt(resolved.Count - 1);
            Push(pending, link);
        }

        string found = Join(resolved);
        return resolved.Count > 0 || Directory.Exists(found) ? found : null;
    }

    /// <summary>
    /// Opens a file of the target for reading. The kernel itself keeps the path inside the root (<c>openat2(2)</c> with
    /// RESOLVE_IN_ROOT, Linux 5.6), so that a target that swaps links meanwhile gains nothing. Never waits, also not for the
    /// writer of a pipe.
    /// </summary>
    /// <param name="path">The path as the target sees it.</param>
    /// <returns>Null when there is no such file, or the target has gone.</returns>
    /// <exception cref="TargetException">Not permitted; the message names the uid and the capability.</exception>
    public SafeFileHandle? TryOpen(string path)
    {
        int file = RootedFile.Open(Root, path);
        if (file == -RootedFile.Enosys)
            file = TryResolve(path) is { } resolved ? RootedFile.OpenWithoutLinks(resolved) : -Errno.Enoent;
        if (Errno.IsPermission(-file))
            throw proc.NotPermitted(process, "root/" + path.TrimStart('/'));
        return file < 0 ? null : new SafeFileHandle(file, ownsHandle: true);
    }

    /// <summary>
    /// The path under which the file behind a mapping can be opened here, also when it has been removed or replaced since, or
    /// lies under another mount; null for anonymous memory, when the file cannot be reached, or the target has gone.
    /// </summary>
    /// <remarks>
    /// A removed file is reached through <c>/proc/PID/exe</c> or <c>/proc/PID/map_files</c>; the latter needs CAP_SYS_ADMIN
    /// or CAP_CHECKPOINT_RESTORE, and gives null without.
    /// </remarks>
    /// <exception cref="TargetException">Not permitted; the message names the uid and the capability.</exception>
    public string? TryResolve(MemoryMap map)
    {
        if (map.IsAnonymous)
            return null;
        if (!map.IsDeleted && TryResolve(map.Path) is { } path)
            return path;
        string executable = proc.PathOf(process, "exe");
        if (map.IsDeleted && proc.TryReadExecutablePath(process) == map.Path + " (deleted)" && CanOpen(executable))
            return executable;
        string mapped = proc.PathOf(process, "map_files/" + map.MapFilesName);
        return CanOpen(mapped) ? mapped : null;
    }

    private static void Push(Stack<string> pending, string path)
    {
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = names.Length - 1; i >= 0; i--)
        {
            if (names[i] != ".")
                pending.Push(names[i]);
        }
    }

    private static bool CanOpen(string path)
    {
        int file = RootedFile.OpenWithoutWaiting(path);
        if (file < 0)
            return false;
        NativeFile.Close(file);
        return true;
    }

    private string Join(List<string> names) => names.Count == 0 ? Root + "/" : $"{Root}/{string.Join('/', names)}";
}
