using Sonde.Collectors.Native;
using Sonde.Linux;
using Sonde.Linux.Jit;
using Sonde.Linux.PerfData;
using Sonde.Linux.Procfs;
using Sonde.Profiles;

namespace Sonde.Collectors.Recordings;

/// <summary>The processes and threads of a recording, as its records tell of them in the order of time.</summary>
/// <param name="modules">The files of code.</param>
/// <param name="buildIds">Build IDs by path, for mappings that have none.</param>
/// <param name="isOfThisMachine">The recording was made here: files that programs have written for perf may still be there.</param>
internal sealed class RecordedProcesses(
    RecordedModules modules, IReadOnlyDictionary<string, string> buildIds, Func<bool> isOfThisMachine) : IDisposable
{
    private readonly Dictionary<int, TargetProcess> _processes = [];
    private readonly Dictionary<int, TargetThread> _live = [];
    private readonly List<TargetThread> _threads = [];
    private readonly List<AddressSpace> _spaces = [];

    /// <summary>All threads, by index.</summary>
    public IReadOnlyList<TargetThread> Threads => _threads;

    /// <summary>All address spaces, by ID.</summary>
    public IReadOnlyList<AddressSpace> Spaces => _spaces;

    /// <summary>The thread of a sample.</summary>
    public TargetThread ThreadOf(int process, int thread)
    {
        if (_live.TryGetValue(thread, out TargetThread? known) && known.Process.Id.Value == process)
            return known;
        TargetProcess owner = ProcessOf(process);
        return AddThread(owner, thread, owner.Space.Image.Name);
    }

    /// <summary>A thread or a process was created.</summary>
    public void OnFork(in PerfDataRecord record)
    {
        TargetProcess parent = ProcessOf(record.ParentProcessId);
        string name = _live.GetValueOrDefault(record.ParentThreadId)?.Name ?? parent.Space.Image.Name;
        if (record.ProcessId == record.ParentProcessId)
        {
            AddThread(parent, record.ThreadId, name);
            return;
        }

        var image = new ProcessImage(new ProcessId(record.ProcessId), parent.Space.Image.Name, parent.Space.Image.Jit);
        var process = new TargetProcess(image.Process, Keep(parent.Space.Fork(_spaces.Count, image)));
        _processes[record.ProcessId] = process;
        AddThread(process, record.ThreadId, name);
    }

    /// <summary>A thread has ended.</summary>
    public void OnExit(in PerfDataRecord record)
    {
        _live.Remove(record.ThreadId);
        if (record.ThreadId == record.ProcessId)
            _processes.Remove(record.ProcessId);
    }

    /// <summary>A thread has a new name, or a process a new program.</summary>
    public void OnComm(in PerfDataRecord record)
    {
        TargetProcess process = ProcessOf(record.ProcessId);
        string name = record.Comm;
        if (record.IsExec)
        {
            process.Space = NewSpace(new ProcessImage(process.Id, name));
            AddThread(process, record.ThreadId, name);
            return;
        }

        if (record.ThreadId == record.ProcessId)
            process.Space.Image.Name = name;
        ThreadOf(record.ProcessId, record.ThreadId).Name = name;
    }

    /// <summary>A program has mapped code.</summary>
    public void OnMmap(in PerfDataRecord record)
    {
        if (!record.IsExecutable || record.MapLength == 0 || record.MapStart + record.MapLength < record.MapStart)
            return;
        TargetProcess process = ProcessOf(record.ProcessId);
        string path = record.MapPath, buildId = record.MapBuildId;
        if (buildId.Length == 0)
            buildId = buildIds.GetValueOrDefault(path, "");
        var range = new CodeRange(record.MapStart, record.MapStart + record.MapLength, record.MapFileOffset, modules.Get(path, buildId));
        if (process.Space.IsReplacedBy(range))
            process.Space = Keep(process.Space.CopyWithout(_spaces.Count, process.Space.Image, range.Start, range.End));
        process.Space.Add(range);
        if (range.Module.File is null && path != WellKnownMappings.Vdso)
            OnUnknownCode(process, path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ProcessImage image in _spaces.Select(space => space.Image).Distinct())
            image.Jit.Dispose();
    }

    private void OnUnknownCode(TargetProcess process, string path)
    {
        JitCode code = process.Space.Image.Jit;
        if (JitDump.IsName(path))
            code.AddDump(path, () => OpenDump(path));
        else if (!code.HasMap && isOfThisMachine() && PerfMap.TryOpenHere(process.Id.Value, out _) is { } map)
            code.Add(map);
    }

    private static JitDump? OpenDump(string path)
    {
        try
        {
            return JitDump.TryOpen(path);
        }
        catch (TargetException)
        {
            return null; // it was made elsewhere, or has been removed
        }
    }

    private TargetProcess ProcessOf(int id)
    {
        if (_processes.TryGetValue(id, out TargetProcess? process))
            return process;
        // 0 is the idle task of each CPU, and -1 what has ended already.
        string name = id switch { 0 => "swapper", -1 => "[ended]", _ => "" };
        process = new TargetProcess(new ProcessId(id), NewSpace(new ProcessImage(new ProcessId(id), name)));
        _processes.Add(id, process);
        return process;
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
