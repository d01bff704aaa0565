using Sonde.Linux;
using Sonde.Linux.Memory;
using Sonde.Linux.Processes;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Python;

/// <summary>
/// Reads the Python stack of every thread, of running and of waiting ones, without stopping them, with the types of their locals, the locks
/// that they wait for, and the tasks of <c>asyncio</c>. Each stack is one that really was; the stacks of different threads are from moments
/// that lie close together.
/// </summary>
public sealed class PythonStackDumper : IStackDumper
{
    private readonly ProcFileSystem _proc;
    private readonly RuntimeLocator _locator;
    private readonly bool _withValues;

    /// <summary>Prepares to read.</summary>
    /// <param name="proc">The procfs that names the processes.</param>
    /// <param name="withValues">Read also the values of locals: they may hold secrets.</param>
    public PythonStackDumper(ProcFileSystem proc, bool withValues = false)
    {
        _proc = proc;
        _locator = new RuntimeLocator(proc);
        _withValues = withValues;
    }

    /// <inheritdoc/>
    public string Name => "python";

    /// <inheritdoc/>
    public bool Recognises(ProcessId process)
    {
        try
        {
            return _locator.IsPython(process);
        }
        catch (TargetException)
        {
            return false; // the dumper that takes it says why it cannot be read
        }
    }

    /// <summary>One line why a process's Python stacks cannot be read, for example its version; null when they can.</summary>
    /// <exception cref="TargetException">It has exited, or may not be read.</exception>
    public string? UnsupportedReason(ProcessId process) =>
        _locator.Locate(process) is { } runtime ? runtime.UnsupportedReason : $"process {process} does not run Python";

    /// <inheritdoc/>
    public ProcessDump Dump(ProcessId process, CancellationToken cancellation)
    {
        PythonRuntime runtime = _locator.FindSupported(process);
        PythonOffsets offsets = runtime.Offsets!;
        var memory = new ProcessMemory(process);
        var registry = new ThreadRegistry(_proc, process, memory, runtime);
        registry.Refresh();
        var gil = new GilReader(memory, offsets);
        gil.SetAddresses(registry.FindGils());
        using var schedules = new ThreadScheduleReader(_proc, process);
        using var states = new ThreadStatReader(_proc, process);
        using var calls = new ThreadCallReader(_proc, process);
        using var cpu = new CpuBinding();
        var hold = new ThreadHold(schedules, states, calls, cpu);
        var codes = new CodeCache(memory, offsets);
        var objects = new ObjectReader(memory, offsets);
        var modules = new ModuleReader(objects);
        var names = new PythonNames(objects, modules);
        var locals = new LocalsReader(objects, _withValues);
        var reader = new ThreadDumper(
            new HeldStackReader(new StackReader(memory, offsets, codes), hold, gil), hold, gil, objects, locals, new LockReader(objects));
        var byThread = new Dictionary<ThreadId, InterpreterThread>();
        foreach (InterpreterThread thread in registry.Threads)
            byThread.TryAdd(thread.Thread, thread);
        List<DumpedThread> threads = [];
        foreach (ThreadId thread in _proc.ReadThreads(process))
        {
            cancellation.ThrowIfCancellationRequested();
            if (_proc.TryReadThreadName(process, thread) is not { } name)
                continue; // it has just ended
            InterpreterThread? python = byThread.TryGetValue(thread, out InterpreterThread found) ? found : null;
            var dumped = new DumpedThread
            {
                Thread = thread,
                Python = python,
                Identity = python is { } known && objects.TryRead(known.State + (ulong)offsets.ThreadIdentity, out ulong identity) ? identity : 0,
                Name = (python is { } named ? names.ThreadName(named.State, since: 0) : null) ?? name,
            };
            if (reader.TryRead(dumped))
                threads.Add(dumped);
        }

        if (threads.Count == 0)
            throw new TargetException(TargetError.Exited, $"process {process} has exited");
        UserAddress[] pythonStates = [.. registry.Threads.Select(thread => thread.State)];
        string processName = _proc.TryReadName(process) ?? "";
        if (pythonStates.Length > 0 && names.ProcessName(pythonStates[0]) is { } worker)
            processName = $"{processName} {worker}";
        return new ProcessDump(
            process, processName, $"CPython {runtime.Version}", LockOwners.Describe(threads, new BlockedTimes(_proc, process)))
        {
            HasGil = gil.Exists,
            Tasks = new TaskDumper(objects, new TaskReader(objects, modules), codes, locals).Dump(pythonStates),
        };
    }
}
