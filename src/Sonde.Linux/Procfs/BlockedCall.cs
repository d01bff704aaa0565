using System.Globalization;
using System.Text;

namespace Sonde.Linux.Procfs;

/// <summary>The system call that a thread waits in, with its first argument (<c>/proc/PID/task/TID/syscall</c>, proc_pid_syscall(5)).</summary>
/// <param name="Number">Number of the call on this processor; -1 when it waits outside of one, for example for a page.</param>
/// <param name="FirstArgument">For many calls a file descriptor.</param>
public readonly record struct BlockedCall(long Number, ulong FirstArgument)
{
    /// <summary>Reads a thread; null when it runs, has gone, or may not be asked (needs the right to trace it).</summary>
    public static BlockedCall? TryRead(ProcFileSystem proc, ProcessId process, ThreadId thread)
    {
        using FileContent content = FileContent.Read(proc.PathOf(process, thread, "syscall"));
        string[] fields = Encoding.ASCII.GetString(content.Bytes).Split(' ', StringSplitOptions.TrimEntries);
        if (fields.Length < 2 || !long.TryParse(fields[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            return null;
        ulong first = 0;
        if (fields.Length > 3 && fields[1].StartsWith("0x", StringComparison.Ordinal))
            _ = ulong.TryParse(fields[1].AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out first);
        return new BlockedCall(number, first);
    }
}
