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
        ThreadCall.TryParse(_buffer.AsSpan(0, _files.Read(thread, _buffer)), out call);

    /// <summary>Closes all files.</summary>
    public void Dispose() => _files.Dispose();
}
