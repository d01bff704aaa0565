using Sonde.Collectors.Native;
using Sonde.Linux;
using Sonde.Linux.Perf;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Python.Mixed;

/// <summary>
/// Where each thread was when it last left a CPU: the kernel writes its user registers into a ring at that moment. Keeps what is
/// known of processes up to date by the way. One thread at a time.
/// </summary>
internal sealed class SwitchLog : IDisposable
{
    private readonly PerfSession _session;
    private readonly TargetTable _targets;
    private readonly Dictionary<int, SwitchedThread> _threads = [];
    private long _generation;

    /// <summary>Opens the rings.</summary>
    /// <param name="proc">Where processes are read.</param>
    /// <param name="targets">Is told of processes, threads and mappings.</param>
    /// <param name="kernelStacks">Record what threads do in the kernel.</param>
    /// <exception cref="TargetException">Perf events are not permitted.</exception>
    public SwitchLog(ProcFileSystem proc, TargetTable targets, bool kernelStacks)
    {
        _targets = targets;
        _session = new PerfSession(
            new PerfSessionOptions(Rate: 1, kernelStacks)
            {
                Events =
                [
                    new([PerfEventSpec.ContextSwitches], 0)
                    {
                        CopiesRegisters = true,
                        HasCallchain = kernelStacks,
                        IsKernelCallchain = true,
                    },
                ],
            },
            proc);
    }

    /// <summary>Called when a process has got or lost a thread, or another program.</summary>
    public event Action<ProcessId, bool>? Changed;

    /// <summary>Records that were lost.</summary>
    public long Lost { get; private set; }

    /// <summary>Facts about how it is done.</summary>
    public IReadOnlyDictionary<string, string> Notes => _session.Notes;

    /// <summary>Begins to record a process.</summary>
    /// <exception cref="TargetException">It has exited, or may not be watched.</exception>
    public void Add(ProcessId process) => _session.AddProcess(process);

    /// <summary>
    /// The last switch of a thread that is on no CPU now; null when it is not known.
    /// </summary>
    public SwitchedThread? Read(ThreadId thread)
    {
        Drain();
        return _threads.TryGetValue(thread.Value, out SwitchedThread? switched) && switched.Generation == _generation ? switched : null;
    }

    /// <summary>Takes what the kernel has written.</summary>
    public void Drain()
    {
        _session.Refresh();
        bool mayHaveLost = _session.MayHaveLost;
        while (_session.TryRead(ulong.MaxValue, out PerfRecord record))
            Take(record);
        // The newest records may be missing, and those before them would then be taken for the newest.
        if (mayHaveLost)
            _generation++;
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private void Take(in PerfRecord record)
    {
        switch (record.Type)
        {
            case PerfRecordType.Sample when record.ThreadId > 0:
                if (!_threads.TryGetValue(record.ThreadId, out SwitchedThread? thread))
                    _threads.Add(record.ThreadId, thread = new SwitchedThread());
                thread.Set(record, _generation);
                break;
            case PerfRecordType.Fork:
                _targets.OnFork(record);
                Changed?.Invoke(new ProcessId(record.ProcessId), false);
                break;
            case PerfRecordType.Exit:
                _targets.OnExit(record);
                _threads.Remove(record.ThreadId);
                _session.Forget(new ThreadId(record.ThreadId));
                Changed?.Invoke(new ProcessId(record.ProcessId), false);
                break;
            case PerfRecordType.Comm:
                _targets.OnComm(record);
                if (record.IsExec)
                    Changed?.Invoke(new ProcessId(record.ProcessId), true);
                break;
            case PerfRecordType.Mmap2:
                _targets.OnMmap(record);
                break;
            case PerfRecordType.Lost or PerfRecordType.LostSamples:
                Lost += (long)record.LostCount;
                _generation++;
                _targets.OnLost();
                break;
        }
    }
}
