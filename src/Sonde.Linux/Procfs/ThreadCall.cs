using System.Buffers.Text;

namespace Sonde.Linux.Procfs;

/// <summary>
/// What a thread that is not on a CPU waits in, from <c>/proc/PID/task/TID/syscall</c> (proc_pid_syscall(5)). The kernel gives it only after
/// the thread has been switched out (<c>task_current_syscall</c>, lib/syscall.c), so that having it proves that the thread was not running.
/// </summary>
/// <param name="Number">Number of the system call on this processor; -1 when it waits for something else, for example a page.</param>
/// <param name="FirstArgument">The call's first argument: for many a file descriptor, of <c>futex(2)</c> the address of the word; 0 without a call.</param>
/// <param name="FourthArgument">The fourth: of <c>futex(2)</c> the address of its timeout, 0 when it waits for ever.</param>
/// <param name="StackPointer">The thread's stack pointer.</param>
/// <param name="Instruction">The instruction that it goes on with.</param>
public readonly record struct ThreadCall(
    long Number, ulong FirstArgument = 0, ulong FourthArgument = 0, ulong StackPointer = 0, ulong Instruction = 0)
{
    /// <summary>No system call: a page fault, a stop.</summary>
    public static readonly ThreadCall None = new(-1);

    /// <summary>Reads a thread once; false when it runs or has ended, and when it may not be looked at (needs the right to trace it).</summary>
    public static bool TryRead(ProcFileSystem proc, ProcessId process, ThreadId thread, out ThreadCall call)
    {
        using FileContent content = FileContent.Read(proc.PathOf(process, thread, "syscall"));
        return TryParse(content.Bytes, out call);
    }

    /// <summary>Parses the content of a syscall file; false for a running thread.</summary>
    public static bool TryParse(ReadOnlySpan<byte> content, out ThreadCall call)
    {
        call = None;
        var fields = new FieldReader(content.TrimEnd((byte)'\n'));
        if (!fields.TryReadInt64(out long number))
            return false;
        ulong first = 0, fourth = 0;
        // -1 is followed by stack pointer and instruction, a system call by its six arguments first.
        if (number >= 0 && !(TryReadHex(ref fields, out first) && fields.TrySkip(2) && TryReadHex(ref fields, out fourth) && fields.TrySkip(2)))
            return false;
        if (!TryReadHex(ref fields, out ulong stack) || !TryReadHex(ref fields, out ulong instruction))
            return false;
        call = new ThreadCall(number, first, fourth, stack, instruction);
        return true;
    }

    private static bool TryReadHex(ref FieldReader fields, out ulong value)
    {
        value = 0;
        return fields.TryRead(out ReadOnlySpan<byte> field) && field.StartsWith("0x"u8)
            && Utf8Parser.TryParse(field[2..], out value, out int used, 'x') && used == field.Length - 2;
    }
}
