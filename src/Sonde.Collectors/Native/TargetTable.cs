using System.Text;
using Sonde.Linux;
using Sonde.Linux.Jit;
using Sonde.Linux.Perf;
using Sonde.Linux.Procfs;
using Sonde.Profiles;

namespace Sonde.Collectors.Native;

/// <summary>
/// The processes, programs and threads that are sampled, kept up to date by the kernel's records. One thread at a time.
/// </summary>
/// <param name="proc">The procfs to read.</param>
/// <param name="modules">The files of code.</param>
/// <param name="containerOf">Tells the container of a process; null when nobody asks.</param>
internal sealed class TargetTable(ProcFileSystem proc, NativeModules modules, Func<ProcessId, string?>? containerOf = null) : IDisposable
{
    // Reading mappings again may take one part in this many of the time.
    private const ulong ReadShare = 25;

    // A thread's last switch is recorded after its end, in another CPU's ring perhaps.
    private const ulong EndedNanoseconds = 1_000_000_000;

    private readonly PerfMapSearch _perfMaps = new(proc);
    private readonly Dictionary<int, TargetProcess> _processes = [];
    private readonly ThreadTable _threads = new();
    private readonly SpaceTable _spaces = new();
    private readonly Queue<(ulong Time, TargetThread Thread)> _ended = [];
    private int _losses;

    /// <summary>Every process belongs to the target, also those that were never named to it.</summary>
    public bool FollowsAll { get; set; }

    /// <summary>Processes that are or were known.</summary>
    public int Count { get; private set; }

    /// <summary>The threads.</summary>
    public ThreadTable Threads => _threads;

    /// <summary>All address spaces that samples refer to, by ID.</summary>
    public IReadOnlyList<AddressSpace> Spaces => _spaces.All;

    /// <summary>Finds a process whose records arrive.</summary>
    public TargetProcess? FindProcess(ProcessId id) =>
        _processes.TryGetValue(id.Value, out TargetProcess? process) && !process.HasEnded ? process : null;

    /// <summary>Starts with the threads of a process whose events have just been opened.</summary>
    /// <param name="process">The process.</param>
    /// <param name="between">Called after each one, because there may be thousands.</param>
    public void AddThreads(TargetProcess process, Action between)
    {
        foreach (ThreadId thread in proc.ReadThreads(process.Id))
        {
            if (FindLive(thread.Value)?.Process != process)
                _threads.Add(process, thread.Value, NameOf(process, thread.Value));
            between();
        }
    }

    /// <summary>Starts with a process of which only the name is read: the rest follows when a sample needs it.</summary>
    public TargetProcess AddUnread(ProcessId id)
    {
        string? container = containerOf?.Invoke(id);
        var image = new ProcessImage(id, proc.TryReadName(id) ?? "") { Container = container };
        return Enter(new TargetProcess(id, _spaces.Add(image)) { IsAttached = true, NeedsMaps = true, Container = container });
    }

    /// <summary>The thread of a sample; null when its process is none of ours.</summary>
    public TargetThread? FindThread(int processId, int threadId)
    {
        if (_threads.Find(threadId) is { } thread && thread.Process.Id.Value == processId)
            return thread;
        if (!_processes.TryGetValue(processId, out TargetProcess? process))
        {
            if (!FollowsAll)
                return null;
            process = AddUnread(new ProcessId(processId));
        }

        return _threads.Add(process, threadId, NameOf(process, threadId));
    }

    /// <summary>A thread of ours that has not ended; null when there is none.</summary>
    public TargetThread? FindLive(int threadId) => _threads.Find(threadId) is { HasEnded: false } thread ? thread : null;

    /// <summary>The threads of a process that have not ended.</summary>
    public IEnumerable<TargetThread> LiveThreadsOf(TargetProcess process) => _threads.LiveOf(process);

    /// <summary>A thread or a process was created.</summary>
    /// <returns>The thread; null when it is none of ours.</returns>
    public TargetThread? OnFork(in PerfRecord record)
    {
        int id = record.ProcessId, parentId = record.ParentProcessId;
        TargetProcess? parent = _processes.GetValueOrDefault(parentId);
        if (parent is null && FollowsAll)
            parent = AddUnread(new ProcessId(parentId));
        if (id == parentId)
        {
            return parent is null
                ? null
                : _threads.Add(parent, record.ThreadId, _threads.Find(record.ParentThreadId)?.Name ?? parent.Space.Image.Name);
        }

        _processes.Remove(id); // the number had another owner
        if (parent is null)
            return null;
        var image = new ProcessImage(new ProcessId(id), parent.Space.Image.Name, parent.Space.Image.Jit) { Container = parent.Container };
        TargetProcess process = Enter(new TargetProcess(image.Process, _spaces.Fork(parent.Space, image))
        {
            IsAttached = parent.IsAttached,
            NeedsMaps = parent.NeedsMaps,
            Losses = parent.Losses,
            Container = parent.Container,
            Parent = parent.HasEnded ? parent.Parent : parent,
        });
        return _threads.Add(process, record.ThreadId, _threads.Find(record.ParentThreadId)?.Name ?? image.Name);
    }

    /// <summary>A thread has ended.</summary>
    /// <returns>The thread; null when it is none of ours.</returns>
    public TargetThread? OnExit(in PerfRecord record)
    {
        Release(record.Time);
        TargetThread? thread = FindLive(record.ThreadId);
        if (record.ThreadId == record.ProcessId && _processes.TryGetValue(record.ProcessId, out TargetProcess? process))
            process.HasEnded = true;
        if (thread is not null)
        {
            thread.End();
            _ended.Enqueue((record.Time, thread));
        }

        return thread;
    }

    /// <summary>A thread has a new name, or a process a new program.</summary>
    public void OnComm(in PerfRecord record)
    {
        if (!_processes.TryGetValue(record.ProcessId, out TargetProcess? process))
        {
            if (!FollowsAll)
                return;
            process = AddUnread(new ProcessId(record.ProcessId));
        }

        string name = Encoding.UTF8.GetString(record.Comm);
        if (record.IsExec)
        {
            // A container's first program is started by one that has just entered the container.
            process.Container ??= containerOf?.Invoke(process.Id);
            _spaces.Release(process.Space);
            process.Space = _spaces.Add(new ProcessImage(process.Id, name) { Container = process.Container });
            process.HasEnded = false; // another thread than the main one can exec, which ends the main one first
            // Samples of the old program keep the thread's old name.
            if (FindLive(record.ThreadId) is { IsUsed: false } thread && thread.Process == process)
                thread.Name = name;
            else
                _threads.Add(process, record.ThreadId, name);
            (process.NeedsMaps, process.NextRead) = (false, 0); // records tell all that the new program maps
            return;
        }

        if (record.ThreadId == record.ProcessId)
            process.Space.Image.Name = name;
        if (FindThread(record.ProcessId, record.ThreadId) is { } named)
            named.Name = name;
    }

    /// <summary>Code was mapped.</summary>
    public void OnMmap(in PerfRecord record)
    {
        if (!_processes.TryGetValue(record.ProcessId, out TargetProcess? process) || !process.IsAttached)
            return;
        string path = Encoding.UTF8.GetString(record.MapPath);
        Add(process, new CodeRange(
            record.MapStart, record.MapStart + record.MapLength, record.MapFileOffset, modules.Get(process, record, path)));
    }

    /// <summary>Records were lost: mappings and names may be missing.</summary>
    public void OnLost() => _losses++;

    /// <summary>Reads mappings that records do not tell, before a stack is unwound by them.</summary>
    public void EnsureMaps(TargetProcess process)
    {
        if (!process.NeedsMaps && process.Losses == _losses)
            return;
        ulong start = PerfSession.Now;
        if (start < process.NextRead)
            return;
        process.Losses = _losses;
        ReadMaps(process);
        ulong end = PerfSession.Now;
        process.NextRead = end + (ReadShare * (end - start));
    }

    /// <summary>Looks for perf maps that programs may have begun to write.</summary>
    public void LookForPerfMaps() => _perfMaps.Look();

    /// <inheritdoc/>
    public void Dispose() => _spaces.Dispose();

    /// <summary>Code of no file that can be read is generated code, most likely: its names may lie in a file of the program's.</summary>
    private void OnUnknownCode(TargetProcess process, in CodeRange range)
    {
        string path = range.Module.Path;
        if (!JitDump.IsName(path))
        {
            _perfMaps.Add(process);
            return;
        }

        (ulong start, ulong end) = (range.Start, range.End);
        process.Space.Image.Jit.AddDump(path, () => modules.OpenJitDump(process, path, start, end));
    }

    private void ReadMaps(TargetProcess process)
    {
        process.NeedsMaps = false;
        // One that was forked and has ended had the mappings of the one that made it.
        for (TargetProcess? source = process; source is not null && source.Space.Image.Name == process.Space.Image.Name; source = source.Parent)
        {
            if (TryReadMaps(process, source.Id))
                return;
        }
    }

    private bool TryReadMaps(TargetProcess process, ProcessId source)
    {
        IReadOnlyList<MemoryMap> maps;
        try
        {
            maps = proc.ReadMaps(source);
        }
        catch (TargetException)
        {
            return false; // after a set-uid exec: it can still be sampled, only without names
        }

        foreach (MemoryMap map in maps)
        {
            if (map.IsExecutable && !SampleTable.IsKernel(map.Start.Value))
                Add(process, new CodeRange(map.Start.Value, map.End.Value, map.FileOffset, modules.Get(process, map)));
        }

        return maps.Count > 0;
    }

    private void Add(TargetProcess process, CodeRange range)
    {
        if (range.End <= range.Start)
            return;
        if (process.Space.IsReplacedBy(range))
            process.Space = _spaces.Replace(process.Space, range);
        else
            process.Space.Add(range);
        if (range.Module.File is null && range.Module.Path != WellKnownMappings.Vdso)
            OnUnknownCode(process, range);
    }

    private string NameOf(TargetProcess process, int threadId) =>
        proc.TryReadThreadName(process.Id, new ThreadId(threadId)) ?? process.Space.Image.Name;

    private TargetProcess Enter(TargetProcess process)
    {
        _processes[process.Id.Value] = process;
        Count++;
        return process;
    }

    /// <summary>Of thousands of processes that nothing was seen of, nothing need be kept.</summary>
    private void Release(ulong now)
    {
        while (_ended.TryPeek(out (ulong Time, TargetThread Thread) ended) && ended.Time + EndedNanoseconds < now)
        {
            _ended.Dequeue();
            _threads.Release(ended.Thread);
            TargetProcess process = ended.Thread.Process;
            if (!process.HasEnded || process.LiveThreads > 0)
                continue;
            _spaces.Release(process.Space);
            if (_processes.GetValueOrDefault(process.Id.Value) == process)
                _processes.Remove(process.Id.Value);
        }
    }
}
