using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Sonde.Linux.Procfs;

/// <summary>
/// One file of every thread of a process (<c>/proc/PID/task/*/NAME</c>), kept open so that reading it again costs one system
/// call and no allocation. Not for several threads at once.
/// </summary>
internal sealed class ThreadFiles : IDisposable
{
    private readonly NumberedDirectory _tasks;
    private readonly byte[] _fileName;
    private readonly Dictionary<int, int> _descriptors = [];
    private readonly List<ThreadId> _threads = [];
    private readonly HashSet<int> _gone = [];

    /// <summary>Opens the task directory; what comes after it in the same number's life is never seen.</summary>
    /// <exception cref="TargetException">The process has gone, or is hidden.</exception>
    public ThreadFiles(ProcFileSystem proc, ProcessId process, ReadOnlySpan<byte> fileName)
    {
        _fileName = [(byte)'/', .. fileName, 0];
        _tasks = NumberedDirectory.Open(proc.PathOf(process, "task"), out int error) ?? throw (Errno.IsPermission(error)
            ? proc.NotPermitted(process, "task")
            : new TargetException(TargetError.Exited, $"process {process} has exited"));
    }

    /// <summary>The threads found by the last <see cref="Refresh"/>.</summary>
    public ReadOnlySpan<ThreadId> Threads => CollectionsMarshal.AsSpan(_threads);

    /// <summary>Lists the threads again and lets go of those that have ended.</summary>
    public ReadOnlySpan<ThreadId> Refresh()
    {
        _threads.Clear();
        _gone.Clear();
        foreach (int known in _descriptors.Keys)
            _gone.Add(known);
        _tasks.Rewind();
        while (_tasks.TryReadNext(out int id))
        {
            _threads.Add(new ThreadId(id));
            _gone.Remove(id);
        }

        foreach (int id in _gone)
            Forget(id);
        return Threads;
    }

    /// <summary>Reads the file of a thread from its start.</summary>
    /// <returns>Bytes read; 0 when the thread has ended.</returns>
    public int Read(ThreadId thread, Span<byte> buffer)
    {
        if (_descriptors.TryGetValue(thread.Value, out int file))
        {
            int read = NativeFile.ReadAt(file, buffer, 0);
            if (read > 0)
                return read;
            Forget(thread.Value); // ended; the number may be in use again
        }

        file = OpenFile(thread.Value);
        if (file < 0)
            return 0;
        _descriptors.Add(thread.Value, file);
        return Math.Max(0, NativeFile.ReadAt(file, buffer, 0));
    }

    /// <summary>Closes all files.</summary>
    public void Dispose()
    {
        foreach (int file in _descriptors.Values)
            NativeFile.Close(file);
        _descriptors.Clear();
        _threads.Clear();
        _tasks.Dispose();
    }

    private int OpenFile(int thread)
    {
        Span<byte> path = stackalloc byte[64];
        _ = Utf8Formatter.TryFormat(thread, path, out int length);
        _fileName.CopyTo(path[length..]);
        return NativeFile.OpenAt(_tasks.Descriptor, path);
    }

    private void Forget(int thread)
    {
        if (_descriptors.Remove(thread, out int file))
            NativeFile.Close(file);
    }
}
