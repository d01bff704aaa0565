using System.Globalization;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Namespaces;

/// <summary>Reads which namespaces a process lives in (<c>/proc/PID/ns/*</c>).</summary>
/// <param name="proc">The procfs to read.</param>
public sealed class NamespaceReader(ProcFileSystem proc)
{
    /// <summary>The namespace of a process; null when the process has gone or the kernel has no such kind.</summary>
    /// <exception cref="TargetException">Not permitted; the message names the uid and the capability.</exception>
    public NamespaceId? TryRead(ProcessId process, NamespaceKind kind)
    {
        string file = "ns/" + FileName(kind);
        string? link = NativeFile.ReadLink(proc.PathOf(process, file), out int error);
        if (Errno.IsPermission(error))
            throw proc.NotPermitted(process, file);
        return TryParse(link, out NamespaceId id) ? id : null;
    }

    /// <summary>True when both processes are there and share the namespace.</summary>
    /// <exception cref="TargetException">Not permitted; the message names the uid and the capability.</exception>
    public bool AreSame(ProcessId first, ProcessId second, NamespaceKind kind) =>
        TryRead(first, kind) is { } id && TryRead(second, kind) == id;

    /// <summary>Parses what such a link points to, for example <c>pid:[4026531836]</c>.</summary>
    internal static bool TryParse(string? link, out NamespaceId id)
    {
        id = default;
        int open = link?.IndexOf(":[", StringComparison.Ordinal) ?? -1;
        if (open < 0 || link![^1] != ']'
            || !ulong.TryParse(
                link.AsSpan(open + 2, link.Length - open - 3), NumberStyles.None, CultureInfo.InvariantCulture, out ulong inode))
        {
            return false;
        }

        id = new NamespaceId(inode);
        return true;
    }

    /// <summary>The file of a kind below <c>/proc/PID/ns</c>.</summary>
    internal static string FileName(NamespaceKind kind) => kind switch
    {
        NamespaceKind.Pid => "pid",
        NamespaceKind.Mount => "mnt",
        NamespaceKind.Network => "net",
        NamespaceKind.User => "user",
        NamespaceKind.Cgroup => "cgroup",
        NamespaceKind.Ipc => "ipc",
        NamespaceKind.Uts => "uts",
        NamespaceKind.Time => "time",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
