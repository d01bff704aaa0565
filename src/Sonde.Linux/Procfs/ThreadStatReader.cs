namespace Sonde.Linux.Procfs;

/// <summary>
/// Reads state and CPU time of a process's threads many times a second: one <c>pread</c> for each, no allocation. Threads may
/// come and go. Not for several threads at once.
/// </summary>
/// <remarks>
/// The kernel writes some 50 fields for each read. Where only "has it run since" matters,
/// <see cref="ThreadScheduleReader"/> costs about a third.
/// </remarks>
public sealed class ThreadStatReader : IDisposable
{
    private readonly ThreadFiles _files;
    private readonly byte[] _buffer = new byte[1024];

    /// <summary>Opens the process's task directory.</summary>
    /// <exception cref="TargetException">The process has gone, or is hidden.</exception>
    public ThreadStatReader(ProcFileSystem proc, ProcessId process) => _files = new ThreadFiles(proc, process, "stat"u8);

    /// <summary>
    /// Lists the threads anew and closes the files of those that have ended. The span is valid until the next call; it is empty
    /// once the process has ended.
    /// </summary>
    public ReadOnlySpan<ThreadId> RefreshThreads() => _files.Refresh();

    /// <summary>The threads found by the last <see cref="RefreshThreads"/>.</summary>
    public ReadOnlySpan<ThreadId> Threads => _files.Threads;

    /// <summary>Reads one thread, also one that <see cref="RefreshThreads"/> has not seen yet; false when it has ended.</summary>
    public bool TryRead(ThreadId thread, out ThreadActivity activity) =>
        TryParse(_buffer.AsSpan(0, _files.Read(thread, _buffer)), out activity);

    /// <summary>Takes state and CPU time from the content of a stat file; false when it is not one.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> content, out ThreadActivity activity)
    {
        activity = default;
        int close = content.LastIndexOf((byte)')');
        if (close < 0)
            return false;
        var fields = new FieldReader(content[(close + 1)..]);
        if (!fields.TryRead(out ReadOnlySpan<byte> state) || state.Length != 1 || !fields.TrySkip(10)
            || !fields.TryReadUInt64(out ulong user) || !fields.TryReadUInt64(out ulong system))
        {
            return false;
        }

        const int FieldsToProcessor = 39 - 15 - 1; // proc_pid_stat(5): system time is field 15, processor 39
        int cpu = fields.TrySkip(FieldsToProcessor) && fields.TryReadUInt64(out ulong processor) ? (int)processor : -1;
        activity = new ThreadActivity(ProcessStates.FromLetter((char)state[0]), user, system, cpu);
        return true;
    }

    /// <summary>Closes all files.</summary>
    public void Dispose() => _files.Dispose();
}
