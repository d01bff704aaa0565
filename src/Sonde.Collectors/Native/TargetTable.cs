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
    // How far back an address space is looked for that is the same again.
    private const int MaxRemembered = 64;

    private readonly PerfMapSearch _perfMaps = new(proc);
    private readonly Dictionary<int, TargetProcess> _processes = [];
    private readonly Dictionary<int, TargetThread> _live = [];
    private readonly List<TargetThread> _threads = [];
    private readonly List<AddressSpace> _spaces = [];

    /// <summary>Every process belongs to the target, also those that were never named to it.</summary>
    public bool FollowsAll { get; set; }

    /// <summary>Processes that are or were known.</summary>
    public int Count => _processes.Count;

    /// <summary>All threads ever seen, by index.</summary>
    public IReadOnlyList<TargetThread> Threads => _threads;

    /// <summary>All address spaces ever seen, by ID.</summary>
    public IReadOnlyList<AddressSpace> Spaces => _spaces;

    /// <summary>Finds a process whose records arrive.</summary>
    public TargetProcess? FindProcess(ProcessId id) =>
        _processes.TryGetValue(id.Value, out TargetProcess? process) && !process.HasEnded ? process : null;

    /// <summary>Starts with a process whose events have just been opened.</summary>
    public TargetProcess AddProcess(ProcessId id)
    {
        TargetProcess process = AddUnread(id);
        ReadMaps(process);
        foreach (ThreadId thread in proc.ReadThreads(id))
            AddThread(process, thread.Value, proc.TryReadThreadName(id, thread) ?? process.Space.Image.Name);
        return process;
    }

    /// <summary>Starts with a process of which only the name is read: the rest follows when a sample needs it.</summary>
    public TargetProcess AddUnread(ProcessId id)
    {
        string? container = containerOf?.Invoke(id);
        var image = new ProcessImage(id, proc.TryReadName(id) ?? "") { Container = container };
        var process = new TargetProcess(id, NewSpace(image)) { IsAttached = true, NeedsMaps = true, Container = container };
        _processes[id.Value] = process;
        return process;
    }

    /// <summary>The thread of a sample; null when its process is none of ours.</summary>
    public TargetThread? FindThread(int processId, int threadId)
    {
        if (_live.TryGetValue(threadId, out TargetThread? thread) && thread.Process.Id.Value == processId)
            return thread;
        if (!_processes.TryGetValue(processId, out TargetProcess? process))
        {
            if (!FollowsAll)
                return null;
            process = AddUnread(new ProcessId(processId));
        }

        string name = proc.TryReadThreadName(process.Id, new ThreadId(threadId)) ?? process.Space.Image.Name;
        return AddThread(process, threadId, name);
    }

    /// <summary>A thread of ours that has not ended; null when there is none.</summary>
    public TargetThread? FindLive(int threadId) => _live.GetValueOrDefault(threadId);

    /// <summary>The threads of a process that have not ended.</summary>
    public IEnumerable<TargetThread> LiveThreadsOf(TargetProcess process) => _live.Values.Where(thread => thread.Process == process);

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
                : AddThread(parent, record.ThreadId, _live.GetValueOrDefault(record.ParentThreadId)?.Name ?? parent.Space.Image.Name);
        }

        _processes.Remove(id); // the number had another owner
        if (parent is null)
            return null;
        var image = new ProcessImage(new ProcessId(id), parent.Space.Image.Name, parent.Space.Image.Jit) { Container = parent.Container };
        var process = new TargetProcess(image.Process, Keep(parent.Space.Fork(_spaces.Count, image)))
        {
            IsAttached = parent.IsAttached,
            NeedsMaps = parent.NeedsMaps,
            Container = parent.Container,
            Parent = parent.HasEnded ? parent.Parent : parent,
        };
        _processes.Add(id, process);
        return AddThread(process, record.ThreadId, _live.GetValueOrDefault(record.ParentThreadId)?.Name ?? image.Name);
    }

    /// <summary>A thread has ended.</summary>
    /// <returns>The thread; null when it is none of ours.</returns>
    public TargetThread? OnExit(in PerfRecord record)
    {
        _live.Remove(record.ThreadId, out TargetThread? thread);
        if (record.ThreadId == record.ProcessId && _processes.TryGetValue(record.ProcessId, out TargetProcess? process))
        {
            process.HasEnded = true;
            // Of thousands of processes that nothing was seen of, nothing need be kept.
            if (!process.Space.IsUsed)
                process.Space.Forget();
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
            if (!process.Space.IsUsed)
                process.Space.Forget();
            process.Space = NewSpace(new ProcessImage(process.Id, name) { Container = process.Container });
            process.HasEnded = false; // another thread than the main one can exec, which ends the main one first
            _live.Remove(record.ThreadId);
            AddThread(process, record.ThreadId, name);
            process.NeedsMaps = true; // no record tells of the vDSO
            return;
        }

        if (record.ThreadId == record.ProcessId)
            process.Space.Image.Name = name;
        if (FindThread(record.ProcessId, record.ThreadId) is { } thread)
            thread.Name = name;
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
    public void OnLost()
    {
        foreach (TargetProcess process in _processes.Values)
            process.NeedsMaps = !process.HasEnded;
    }

    /// <summary>Reads mappings that records do not tell, before a stack is unwound by them.</summary>
    public void EnsureMaps(TargetProcess process)
    {
        if (process.NeedsMaps)
            ReadMaps(process);
    }

    /// <summary>Looks for perf maps that programs may have begun to write.</summary>
    public void LookForPerfMaps() => _perfMaps.Look();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ProcessImage image in _spaces.Select(space => space.Image).Distinct())
            image.Jit.Dispose();
    }

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
            process.Space = Replace(process.Space, range);
        else
            process.Space.Add(range);
        if (range.Module.File is null && range.Module.Path != WellKnownMappings.Vdso)
            OnUnknownCode(process, range);
    }

    /// <summary>A program that loads and unloads the same libraries again and again has but a few address spaces.</summary>
    private AddressSpace Replace(AddressSpace space, CodeRange range)
    {
        AddressSpace changed = space.CopyWithout(_spaces.Count, space.Image, range.Start, range.End);
        changed.Add(range);
        for (int id = _spaces.Count - 1; id >= Math.Max(0, _spaces.Count - MaxRemembered); id--)
        {
            if (_spaces[id].IsSameAs(changed))
                return _spaces[id];
        }

        return Keep(changed);
    }

    private TargetThread AddThread(TargetProcess process, int id, string name)
    {
        var thread = new TargetThread(_threads.Count, id, process, name);
        _threads.Add(thread);
        _live[id] = thread;
        return thread;
    }

    private AddressSpace NewSpace(ProcessImage image) => Keep(new AddressSpace(_spaces.Count, image));

    private AddressSpace Keep(AddressSpace space)
    {
        _spaces.Add(space);
        return space;
    }
}
