using System.Text;
using Sonde.Linux;
using Sonde.Linux.Perf;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Native;

/// <summary>
/// The processes, programs and threads that are sampled, kept up to date by the kernel's records. One thread at a time.
/// </summary>
internal sealed class TargetTable(ProcFileSystem proc, NativeModules modules)
{
    // How far back an address space is looked for that is the same again.
    private const int MaxRemembered = 64;

    private readonly Dictionary<int, TargetProcess> _processes = [];
    private readonly Dictionary<int, TargetThread> _live = [];
    private readonly List<TargetThread> _threads = [];
    private readonly List<AddressSpace> _spaces = [];
    private readonly List<TargetProcess> _needMaps = [];

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
        var image = new ProcessImage(id, proc.TryReadName(id) ?? "");
        var process = new TargetProcess(id, NewSpace(image)) { IsAttached = true };
        _processes[id.Value] = process;
        ReadMaps(process);
        foreach (ThreadId thread in proc.ReadThreads(id))
            AddThread(process, thread.Value, proc.TryReadThreadName(id, thread) ?? image.Name);
        return process;
    }

    /// <summary>The thread of a sample; null when its process is none of ours.</summary>
    public TargetThread? FindThread(int processId, int threadId)
    {
        if (_live.TryGetValue(threadId, out TargetThread? thread) && thread.Process.Id.Value == processId)
            return thread;
        if (!_processes.TryGetValue(processId, out TargetProcess? process))
            return null;
        string name = proc.TryReadThreadName(process.Id, new ThreadId(threadId)) ?? process.Space.Image.Name;
        return AddThread(process, threadId, name);
    }

    /// <summary>A thread or a process was created.</summary>
    public void OnFork(in PerfRecord record)
    {
        int id = record.ProcessId, parentId = record.ParentProcessId;
        TargetProcess? parent = _processes.GetValueOrDefault(parentId);
        if (id == parentId)
        {
            if (parent is not null)
                AddThread(parent, record.ThreadId, _live.GetValueOrDefault(record.ParentThreadId)?.Name ?? parent.Space.Image.Name);
            return;
        }

        _processes.Remove(id); // the number had another owner
        if (parent is null)
            return;
        var image = new ProcessImage(new ProcessId(id), parent.Space.Image.Name);
        AddressSpace space = Keep(parent.Space.CopyWithout(_spaces.Count, image, 0, 0));
        var process = new TargetProcess(image.Process, space) { IsAttached = parent.IsAttached, Parent = parent };
        _processes.Add(id, process);
        AddThread(process, record.ThreadId, _live.GetValueOrDefault(record.ParentThreadId)?.Name ?? image.Name);
    }

    /// <summary>A thread has ended.</summary>
    public void OnExit(in PerfRecord record)
    {
        _live.Remove(record.ThreadId);
        if (record.ThreadId == record.ProcessId && _processes.TryGetValue(record.ProcessId, out TargetProcess? process))
            process.HasEnded = true;
    }

    /// <summary>A thread has a new name, or a process a new program.</summary>
    public void OnComm(in PerfRecord record)
    {
        if (!_processes.TryGetValue(record.ProcessId, out TargetProcess? process))
            return;
        string name = Encoding.UTF8.GetString(record.Comm);
        if (record.IsExec)
        {
            process.Space = NewSpace(new ProcessImage(process.Id, name));
            process.HasEnded = false; // another thread than the main one can exec, which ends the main one first
            _live.Remove(record.ThreadId);
            AddThread(process, record.ThreadId, name);
            RequestMaps(process);
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
            RequestMaps(process);
    }

    /// <summary>Reads mappings that records do not tell.</summary>
    public void ReadRequestedMaps()
    {
        foreach (TargetProcess process in _needMaps)
        {
            process.NeedsMaps = false;
            if (process.IsAttached && !process.HasEnded)
                ReadMaps(process);
        }

        _needMaps.Clear();
    }

    private void ReadMaps(TargetProcess process)
    {
        IReadOnlyList<MemoryMap> maps;
        try
        {
            maps = proc.ReadMaps(process.Id);
        }
        catch (TargetException)
        {
            return; // after a set-uid exec: it can still be sampled, only without names
        }

        foreach (MemoryMap map in maps)
        {
            if (map.IsExecutable && !SampleTable.IsKernel(map.Start.Value))
                Add(process, new CodeRange(map.Start.Value, map.End.Value, map.FileOffset, modules.Get(process, map)));
        }
    }

    /// <summary>Has the mappings of a process read by the next <see cref="ReadRequestedMaps"/>.</summary>
    public void RequestMaps(TargetProcess process)
    {
        if (process.NeedsMaps)
            return;
        process.NeedsMaps = true;
        _needMaps.Add(process);
    }

    private void Add(TargetProcess process, CodeRange range)
    {
        if (range.End <= range.Start)
            return;
        if (process.Space.IsReplacedBy(range))
            process.Space = Replace(process.Space, range);
        else
            process.Space.Add(range);
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
