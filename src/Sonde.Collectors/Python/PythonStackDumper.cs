using Sonde.Linux;
using Sonde.Linux.Memory;
using Sonde.Linux.Processes;
using Sonde.Linux.Procfs;
using Sonde.Profiles;

namespace Sonde.Collectors.Python;

/// <summary>
/// Reads the Python stack of every thread, of running and of waiting ones, without stopping them. Each stack is one that really
/// was; the stacks of different threads are from moments that lie close together.
/// </summary>
public sealed class PythonStackDumper : IStackDumper
{
    /// <summary>How often a stack that moves is read until all of it stood still.</summary>
    private const int MaxReads = 50;

    private readonly ProcFileSystem _proc;
    private readonly RuntimeLocator _locator;

    /// <summary>Prepares to read.</summary>
    /// <param name="proc">The procfs that names the processes.</param>
    public PythonStackDumper(ProcFileSystem proc)
    {
        _proc = proc;
        _locator = new RuntimeLocator(proc);
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
        var memory = new ProcessMemory(process);
        var registry = new ThreadRegistry(_proc, process, memory, runtime);
        registry.Refresh();
        var gil = new GilReader(memory, runtime.Offsets!);
        gil.SetAddresses(registry.FindGils());
        gil.Read();
        using var schedules = new ThreadScheduleReader(_proc, process);
        using var states = new ThreadStatReader(_proc, process);
        using var calls = new ThreadCallReader(_proc, process);
        using var cpu = new CpuBinding();
        var hold = new ThreadHold(schedules, states, calls, cpu);
        var stacks = new HeldStackReader(new StackReader(memory, runtime.Offsets!, new CodeCache(memory, runtime.Offsets!)), hold, gil);
        var byThread = new Dictionary<ThreadId, InterpreterThread>();
        foreach (InterpreterThread thread in registry.Threads)
            byThread.TryAdd(thread.Thread, thread);
        var threads = new List<ThreadDump>();
        foreach (ThreadId thread in _proc.ReadThreads(process))
        {
            cancellation.ThrowIfCancellationRequested();
            InterpreterThread? python = byThread.TryGetValue(thread, out InterpreterThread found) ? found : null;
            string? state = ThreadStateWords.Describe(_proc, process, thread);
            if (state is null || _proc.TryReadThreadName(process, thread) is not { } name)
                continue; // it has just ended
            if (python is { } known && gil.IsHolder(known.State))
                state += ", holds the GIL";
            (IReadOnlyList<DumpFrame> frames, string? note) = python is { } identity
                ? ReadStack(stacks, hold, identity)
                : ([], "no Python state: a thread of native code, or one that is starting");
            threads.Add(new ThreadDump(thread, name, state, frames, note));
        }

        if (threads.Count == 0)
            throw new TargetException(TargetError.Exited, $"process {process} has exited");
        return new ProcessDump(process, _proc.TryReadName(process) ?? "", $"CPython {runtime.Version}", threads);
    }

    private static (IReadOnlyList<DumpFrame> Frames, string? Note) ReadStack(
        HeldStackReader stacks, ThreadHold hold, InterpreterThread thread)
    {
        var plan = new ThreadSnapshotPlan();
        for (int i = 0; i < MaxReads; i++)
        {
            _ = hold.TryLook(thread.Thread, out _);
            switch (stacks.Read(thread, plan))
            {
                case StackOutcome.Complete:
                    List<DumpFrame> frames = Describe(stacks.Frames);
                    return (frames, frames.Count == 0 ? "runs no Python code" : null);
                case StackOutcome.Truncated:
                    return (Describe(stacks.Frames), $"deeper than {StackReader.MaxFrames} frames: the outermost are missing");
                case StackOutcome.NoFrames:
                    return ([], "runs no Python code");
                case StackOutcome.Gone:
                    return ([], "has ended");
            }
        }

        return ([], "changed too fast to be read: try again");
    }

    private static List<DumpFrame> Describe(ReadOnlySpan<PythonFrame> leafFirst)
    {
        var frames = new List<DumpFrame>();
        foreach (ref readonly PythonFrame frame in leafFirst)
        {
            if (FrameVisibility.IsShown(frame, out PythonCode? code, out int unit))
            {
                frames.Add(new DumpFrame(
                    code.QualifiedName.Value, code.FileName.Value, code.PlaceOf(unit).Line, WellKnownMappings.Python));
            }
        }

        return frames;
    }
}
