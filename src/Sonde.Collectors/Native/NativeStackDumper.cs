using System.Runtime.InteropServices;
using Sonde.Linux;
using Sonde.Linux.Memory;
using Sonde.Linux.Procfs;
using Sonde.Linux.Symbols;
using Sonde.Linux.Unwind;

namespace Sonde.Collectors.Native;

/// <summary>
/// Reads the native stacks of a process's threads without stopping any: of waiting threads from procfs and their memory, of
/// running ones from one perf sample each.
/// </summary>
public sealed class NativeStackDumper : IStackDumper
{
    private readonly ProcFileSystem _proc;
    private readonly SymbolPlaces _symbols;

    /// <summary>Prepares to dump.</summary>
    /// <param name="proc">The procfs to read.</param>
    /// <param name="symbols">Where to look for debug files besides the usual places.</param>
    public NativeStackDumper(ProcFileSystem? proc = null, SymbolPlaces? symbols = null)
    {
        _proc = proc ?? new ProcFileSystem();
        _symbols = symbols ?? SymbolPlaces.Standard;
    }

    /// <inheritdoc/>
    public string Name => "native";

    /// <summary>True for every process that has memory of its own: everything but kernel threads and zombies.</summary>
    public bool Recognises(ProcessId process) =>
        _proc.TryReadStat(process) is { IsKernelThread: false, State: not (ProcessState.Zombie or ProcessState.Dead) };

    /// <inheritdoc/>
    public ProcessDump Dump(ProcessId process, CancellationToken cancellation)
    {
        ProcessStat stat = _proc.EnsureObservable(process);
        IReadOnlyList<MemoryMap> maps = _proc.ReadMaps(process);
        if (maps.Count == 0)
            throw new TargetException(TargetError.Exited, $"process {process} has exited");
        using var modules = new NativeModules(_proc, _symbols);
        using var targets = new TargetTable(_proc, modules);
        TargetProcess target = targets.AddUnread(process);
        targets.EnsureMaps(target);
        AddressSpace space = target.Space;
        space.Image.Jit.Refresh();
        var names = new CodeNames(space);
        CodeMap? code = StackWalker.IsSupported ? space.GetCode(new UnwindTableCache()) : null;
        var scanner = new StackScanner(new ProcessMemory(process), names, maps, code);
        IReadOnlyList<ThreadId> threads = _proc.ReadThreads(process);
        var found = new Dictionary<int, ThreadDump>();
        var running = new List<ThreadId>();
        foreach (ThreadId thread in threads)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryDumpWaiting(process, thread, scanner, names) is { } dump)
                found.Add(thread.Value, dump);
            else
                running.Add(thread);
        }

        Dictionary<int, (List<ulong> Addresses, string? Note)> samples =
            new RunningThreads(_proc, space, names).Sample(process, running, out string? problem, cancellation);
        foreach (ThreadId thread in running)
        {
            if (samples.TryGetValue(thread.Value, out (List<ulong> Addresses, string? Note) sample))
                found.Add(thread.Value, Dumped(process, thread, "running", sample.Addresses, names, sample.Note));
            else if (TryDumpWaiting(process, thread, scanner, names) is { } dump) // it has gone to sleep meanwhile
                found.Add(thread.Value, dump);
            else if (_proc.TryReadThreadStat(process, thread) is { } state)
                found.Add(thread.Value, Dumped(process, thread, state.State.ToWords(), [], names, problem ?? "it got no CPU time while it was looked at"));
        }

        return new ProcessDump(
            process, stat.Comm, "native",
            [.. threads.Where(thread => found.ContainsKey(thread.Value)).Select(thread => found[thread.Value])]);
    }

    private ThreadDump? TryDumpWaiting(ProcessId process, ThreadId thread, StackScanner scanner, CodeNames names)
    {
        if (!ThreadCall.TryRead(_proc, process, thread, out ThreadCall call)
            || _proc.TryReadThreadStat(process, thread) is not { } stat)
            return null;
        string state = stat.State.ToWords();
        if (stat.State is ProcessState.Sleeping or ProcessState.DiskWait && call.Number >= 0
            && RuntimeInformation.ProcessArchitecture == Architecture.X64)
            state = (stat.State == ProcessState.DiskWait ? "disk wait in " : "blocked in ") + SystemCallNames.Get(call.Number);
        var addresses = new List<ulong>();
        string? note = scanner.Walk(call.StackPointer, call.Instruction, addresses);
        // Woken while its stack was read? Then what was read may mix two moments.
        if (ThreadCall.TryRead(_proc, process, thread, out ThreadCall after) && after == call)
            return Dumped(process, thread, state, addresses, names, note);
        return null;
    }

    private ThreadDump Dumped(
        ProcessId process, ThreadId thread, string state, List<ulong> addresses, CodeNames names, string? note) => new(
            thread, _proc.TryReadThreadName(process, thread) ?? "", state, [.. addresses.SelectMany(names.Describe)], note)
        {
            Runs = state == ProcessState.Running.ToWords(),
        };
}
