using Sonde.Linux.Procfs;

namespace Sonde.Linux.Namespaces;

/// <summary>
/// Translates the thread IDs that a process itself knows (what <c>gettid</c> returned inside its PID namespace, as a runtime
/// keeps them) to those seen here. For a process of this process's own PID namespace both are the same.
/// </summary>
public sealed class ThreadIdTranslator
{
    private readonly ProcFileSystem _proc;
    private readonly ProcessId _process;
    private readonly Dictionary<int, ThreadId> _byInnerId = [];
    private readonly Dictionary<int, int> _innerIds = [];
    private readonly int _level;

    /// <summary>Prepares to translate for a process.</summary>
    /// <exception cref="TargetException">The process has exited.</exception>
    public ThreadIdTranslator(ProcFileSystem proc, ProcessId process)
    {
        _proc = proc;
        _process = process;
        ProcessStatus status = proc.TryReadStatus(process)
            ?? throw new TargetException(TargetError.Exited, $"process {process} has exited");
        _level = Math.Max(0, status.NamespaceProcessIds.Count - 1);
    }

    /// <summary>True when the process numbers its threads as this process sees them.</summary>
    public bool IsIdentity => _level == 0;

    /// <summary>Reads the threads that have come since, and forgets those that have ended.</summary>
    public void Refresh()
    {
        if (IsIdentity)
            return;
        IReadOnlyList<ThreadId> threads = _proc.ReadThreads(_process);
        _byInnerId.Clear();
        foreach (ThreadId thread in threads)
        {
            if (!_innerIds.TryGetValue(thread.Value, out int inner))
            {
                using FileContent content = FileContent.Read(_proc.PathOf(_process, thread, "status"));
                if (!ProcessStatus.TryParse(content.Bytes, out ProcessStatus? status)
                    || status.NamespaceProcessIds.Count <= _level)
                {
                    continue;
                }

                inner = status.NamespaceProcessIds[_level];
                _innerIds.Add(thread.Value, inner);
            }

            _byInnerId[inner] = thread;
        }

        if (_innerIds.Count > threads.Count)
            ForgetEnded(threads);
    }

    /// <summary>
    /// The thread as seen here; false when it is not among those of the last <see cref="Refresh"/>. Without a PID namespace
    /// between, always true.
    /// </summary>
    public bool TryToOuter(int innerId, out ThreadId thread)
    {
        thread = new ThreadId(innerId);
        return IsIdentity || _byInnerId.TryGetValue(innerId, out thread);
    }

    private void ForgetEnded(IReadOnlyList<ThreadId> threads)
    {
        // A number may be given again: what is kept of an ended thread would then be wrong.
        var living = threads.Select(thread => thread.Value).ToHashSet();
        foreach (int id in _innerIds.Keys.Where(id => !living.Contains(id)).ToList())
            _innerIds.Remove(id);
    }
}
