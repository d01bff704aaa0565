using System.Globalization;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Native;

/// <summary>What <c>/proc/PID/task/TID/syscall</c> says about a thread (proc_pid_syscall(5)).</summary>
/// <param name="Number">System call it waits in; -1 when it waits for something else, for example a page.</param>
/// <param name="StackPointer">Its stack pointer.</param>
/// <param name="Instruction">Its instruction.</param>
internal readonly record struct ThreadSystemCall(long Number, ulong StackPointer, ulong Instruction)
{
    /// <summary>Reads the file; false for a running thread, one that has ended, and one that may not be looked at.</summary>
    public static bool TryRead(ProcFileSystem proc, ProcessId process, ThreadId thread, out ThreadSystemCall call)
    {
        try
        {
            return TryParse(File.ReadAllText(proc.PathOf(process, thread, "syscall")), out call);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            call = default; // it has ended, or a kernel without CONFIG_HAVE_ARCH_TRACEHOOK
            return false;
        }
    }

    /// <summary>Parses the file's content; false for a running thread.</summary>
    public static bool TryParse(string content, out ThreadSystemCall call)
    {
        call = default;
        string[] fields = content.Split(' ', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 3 || !long.TryParse(fields[0], CultureInfo.InvariantCulture, out long number)
            || !TryHex(fields[^2], out ulong stack) || !TryHex(fields[^1], out ulong instruction))
            return false;
        call = new ThreadSystemCall(number, stack, instruction);
        return true;
    }

    private static bool TryHex(string text, out ulong value)
    {
        value = 0;
        return text.StartsWith("0x", StringComparison.Ordinal)
            && ulong.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out value);
    }
}
