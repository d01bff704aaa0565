namespace Sonde.Linux.Procfs;

/// <summary>
/// Reads run and wait time in nanoseconds of a process's threads many times a second, as <see cref="ThreadStatReader"/> does
/// for states. All zeros on kernels without CONFIG_SCHED_INFO. Not for several threads at once.
/// </summary>
public sealed class ThreadScheduleReader : IDisposable
{
    private readonly ThreadFiles _files;
    private readonly byte[] _buffer = new byte[128];

    /// <summary>Opens the process's task directory.</summary>
    /// <exception cref="TargetException">The process has gone, or is hidden.</exception>
    public ThreadScheduleReader(ProcFileSystem proc, ProcessId process) =>
        _files = new ThreadFiles(proc, process, "schedstat"u8);

    /// <summary>
    /// Lists the threads anew and closes the files of those that have ended. The span is valid until the next call; it is empty
    /// once the process has ended.
    /// </summary>
    public ReadOnlySpan<ThreadId> RefreshThreads() => _files.Refresh();

    /// <summary>The threads found by the last <see cref="RefreshThreads"/>.</summary>
    public ReadOnlySpan<ThreadId> Threads => _files.Threads;

    /// <summary>Reads one thread, also one that <see cref="RefreshThreads"/> has not seen yet; false when it has ended.</summary>
    public bool TryRead(ThreadId thread, out ThreadSchedule schedule) =>
        TryParse(_buffer.AsSpan(0, _files.Read(thread, _buffer)), out schedule);

    /// <summary>Parses the content of a schedstat file; false when it is not one.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> content, out ThreadSchedule schedule)
    {
        var fields = new FieldReader(content.TrimEnd((byte)'\n'));
        ulong wait = 0, slices = 0;
        bool parsed = fields.TryReadUInt64(out ulong run) && fields.TryReadUInt64(out wait)
            && fields.TryReadUInt64(out slices);
        schedule = parsed ? new ThreadSchedule(run, wait, slices) : default;
        return parsed;
    }

    /// <summary>Closes all files.</summary>
    public void Dispose() => _files.Dispose();
}
