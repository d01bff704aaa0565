using Sonde.Linux;
using Sonde.Linux.Memory;
using Sonde.Linux.Procfs;
using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>Samples one process: keeps the list of its threads, and lets a sampler look at them. One thread at a time.</summary>
internal sealed class PythonProcess : IDisposable
{
    /// <summary>How often the threads of a process that starts or has changed are listed again, in nanoseconds.</summary>
    private const long RefreshInterval = 20_000_000;

    private readonly ProcFileSystem _proc;
    private readonly ProfileBuilder _profile;
    private readonly ThreadScheduleReader _schedules;
    private readonly ThreadStatReader _states;
    private readonly ThreadCallReader _calls;
    private readonly ThreadRegistry _registry;
    private readonly SamplerContext _context;
    private readonly ThreadSampler _sampler;
    private readonly PythonNames _names;
    private readonly List<SampledThread> _threads = [];
    private long _nextRefresh;

    /// <summary>Prepares to sample on the thread that <paramref name="options"/>' CPU binding is for; opens the process's task directory.</summary>
    /// <exception cref="TargetException">The process has exited, or may not be read.</exception>
    public PythonProcess(ProcFileSystem proc, ProcessId process, PythonRuntime runtime, in PythonSamplingOptions options)
    {
        _proc = proc;
        Id = process;
        _profile = options.Profile;
        var memory = new ProcessMemory(process);
        PythonOffsets offsets = runtime.Offsets!;
        // The first read tells whether reading is permitted.
        _ = memory.TryRead(runtime.Address + (ulong)offsets.RuntimeInterpretersHead, out ulong _);
        _registry = new ThreadRegistry(proc, process, memory, runtime);
        _schedules = new ThreadScheduleReader(proc, process);
        _states = new ThreadStatReader(proc, process);
        _calls = new ThreadCallReader(proc, process);
        var hold = new ThreadHold(_schedules, _states, _calls, options.Cpu);
        var gil = new GilReader(memory, offsets);
        var objects = new ObjectReader(memory, offsets);
        var modules = new ModuleReader(objects);
        _names = new PythonNames(objects, modules);
        _context = new SamplerContext
        {
            Schedules = _schedules,
            Hold = hold,
            Stacks = new HeldStackReader(new StackReader(memory, offsets, new CodeCache(memory, offsets)), hold, gil),
            Gil = gil,
            Writer = options.Writer,
            Counts = options.Counts,
            Tasks = new RunningTasks(options.Profile, objects, new TaskReader(objects, modules)),
            Period = options.Period,
            MustRefresh = true,
        };
        _sampler = options.Event.CreateSampler(_context);
    }

    /// <summary>The process.</summary>
    public ProcessId Id { get; }

    /// <summary>Samples the threads whose turn it is.</summary>
    /// <exception cref="TargetException">The process has exited.</exception>
    public void Tick(long now)
    {
        if (_context.MustRefresh || _registry.HasUnmatched ? now >= _nextRefresh : _registry.HasChanged())
            RefreshThreads(now);
        if (_context.Gil.Exists)
        {
            _context.Gil.Read();
            _context.Counts.GilTicks++;
            if (_context.Gil.IsHeld)
                _context.Counts.GilHeldTicks++;
        }

        _sampler.Tick(_threads, now);
    }

    /// <summary>Gives the time that no sample stands for yet to each thread's last stack.</summary>
    public void Complete(long now)
    {
        try
        {
            _sampler.LookLast(_threads, now);
        }
        catch (TargetException error) when (error.Error == TargetError.Exited)
        {
            // What was seen stays; what was not seen no longer can be.
        }

        foreach (SampledThread thread in _threads)
            _sampler.Complete(thread);
        _threads.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _schedules.Dispose();
        _states.Dispose();
        _calls.Dispose();
    }

    private void RefreshThreads(long now)
    {
        _context.MustRefresh = false;
        _nextRefresh = now + RefreshInterval;
        if (_schedules.RefreshThreads().IsEmpty)
            throw new TargetException(TargetError.Exited, $"process {Id} has exited");
        _ = _states.RefreshThreads();
        _ = _calls.RefreshThreads();
        _registry.Refresh();
        _context.Gil.SetAddresses(_registry.FindGils());
        _context.MustRefresh = _registry.Threads.Count == 0;
        string processName = _proc.TryReadName(Id) ?? "";
        var before = new Dictionary<InterpreterThread, SampledThread>(_threads.Count);
        foreach (SampledThread thread in _threads)
            before[thread.Identity] = thread;
        _threads.Clear();
        foreach (InterpreterThread identity in _registry.Threads)
        {
            if (!before.TryGetValue(identity, out SampledThread? thread))
            {
                string name = _proc.TryReadThreadName(Id, identity.Thread) ?? "";
                thread = new SampledThread
                {
                    Identity = identity,
                    Labels = new ThreadLabels(_profile, Id, processName, identity, name, _names),
                };
            }

            _threads.Add(thread);
            before.Remove(identity);
        }

        foreach (SampledThread ended in before.Values)
            _sampler.Complete(ended);
    }
}
