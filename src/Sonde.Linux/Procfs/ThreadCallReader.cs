using System.Buffers.Text;

namespace Sonde.Linux.Procfs;

/// <summary>
/// Reads the system calls that a process's threads wait in many times a second: one <c>pread</c> for each, no allocation. Needs the right to
/// trace the process (PTRACE_MODE_ATTACH). Not for several threads at once.
/// </summary>
public sealed class ThreadCallReader : IDisposable
{
    private readonly ThreadFiles _files;
    private readonly byte[] _buffer = new byte[256];

    /// <summary>Opens the process's task directory.</summary>
    /// <exception cref="TargetException">The process has gone, or is hidden.</exception>
    public ThreadCallReader(ProcFileSystem proc, ProcessId process) => _files = new ThreadFiles(proc, process, "syscall"u8);

    /// <summary>Lists the threads anew and closes the files of those that have ended.</summary>
    public ReadOnlySpan<ThreadId> RefreshThreads() => _files.Refresh();

    /// <summary>Reads one thread; false when it runs or is about to, has ended, or may not be looked at.</summary>
    public bool TryRead(ThreadId thread, out ThreadCall call) =>
        TryParse(_buffer.AsSpan(0, _files.Read(thread, _buffer)), out call);

    /// <summary>Parses the content of a syscall file; false for a running thread.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> content, out ThreadCall call)
    {
        call = ThreadCall.None;
        var fields = new FieldReader(content.TrimEnd((byte)'\n'));
        if (!fields.TryRead(out ReadOnlySpan<byte> number) || !Utf8Parser.TryParse(number, out long parsed, out int used) || used != number.Length)
            return false;
        // -1 is followed by stack pointer and instruction, a system call by its arguments first.
        if (parsed < 0)
            return true;
        if (!TryReadHex(ref fields, out ulong first) || !fields.TrySkip(2) || !TryReadHex(ref fields, out ulong fourth))
            return false;
        call = new ThreadCall(parsed, first, fourth);
        return true;
    }

    private static bool TryReadHex(ref FieldReader fields, out ulong value)
    {
        value = 0;
        return fields.TryRead(out ReadOnlySpan<byte> field) && field.StartsWith("0x"u8) && Utf8Parser.TryParse(field[2..], out value, out _, 'x');
    }

    /// <summary>Closes all files.</summary>
    public void Dispose() => _files.Dispose();
}
