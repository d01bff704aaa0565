using System.Runtime.InteropServices;
using Sonde.Linux;
using Sonde.Linux.Memory;
using Sonde.Linux.Perf;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Native.Receivers;

/// <summary>
/// Reads the stacks of threads that waited before anybody looked, from procfs and their memory; nothing is stopped. Of thousands
/// of threads only as many as a moment allows.
/// </summary>
/// <param name="context">What it works with.</param>
internal sealed class WaitingStacks(ReceiverContext context)
{
    // Nanoseconds for all processes together, at the beginning, when records pile up meanwhile, and at the end.
    private const ulong StartBudget = 300_000_000, EndBudget = 1_000_000_000;

    private readonly Dictionary<TargetProcess, (StackScanner Scanner, AddressSpace Space)?> _scanners = [];
    private readonly List<ulong> _addresses = [];
    private ulong _budget = StartBudget;

    /// <summary>Waiting threads whose stack is not known.</summary>
    public int NotRead { get; private set; }

    /// <summary>Looks which threads of a process wait.</summary>
    /// <returns>Each with what it waits for, the node of its stack, and when that was read.</returns>
    public List<(TargetThread Thread, ThreadWait Wait, int Stack, ulong ReadAt)> Read(TargetProcess process)
    {
        var found = new List<(TargetThread, ThreadWait, int, ulong)>();
        foreach (TargetThread thread in context.Targets.LiveThreadsOf(process))
        {
            if (context.Proc.TryReadThreadStat(process.Id, new ThreadId(thread.Id)) is { } stat
                && ThreadWaits.FromProcfs(stat.State) is { } wait)
            {
                int stack = TryRead(thread);
                found.Add((thread, wait, stack, PerfSession.Now));
            }
        }

        return found;
    }

    /// <summary>From now on the rings are closed: there is more time.</summary>
    public void BeginEnd() => _budget = EndBudget;

    /// <summary>The stack of a thread that waits.</summary>
    /// <returns>Its node; 0 when it cannot be read, or the time is over.</returns>
    public int TryRead(TargetThread thread)
    {
        ulong start = PerfSession.Now;
        int stack = _budget == 0 ? 0 : Walk(thread);
        ulong used = PerfSession.Now - start;
        _budget = used < _budget ? _budget - used : 0;
        return stack;
    }

    /// <summary>Counts a thread whose stack stays unknown.</summary>
    public void CountNotRead() => NotRead++;

    private int Walk(TargetThread thread)
    {
        if (ScannerOf(thread.Process) is not var (scanner, space) || !TryReadSystemCall(thread, out ThreadSystemCall call))
            return 0;
        scanner.Walk(call.StackPointer, call.Instruction, _addresses);
        // Woken while its stack was read? Then what was read may mix two moments.
        if (!TryReadSystemCall(thread, out ThreadSystemCall after) || after != call)
            return 0;
        space.IsUsed = true;
        return Math.Max(0, context.Samples.Enter(space, WalkEnd.OfChain, CollectionsMarshal.AsSpan(_addresses), []));
    }

    private (StackScanner Scanner, AddressSpace Space)? ScannerOf(TargetProcess process)
    {
        if (_scanners.TryGetValue(process, out (StackScanner Scanner, AddressSpace Space)? known) && known?.Space == process.Space)
            return known;
        known = null;
        if (StackWalker.IsSupported)
        {
            try
            {
                IReadOnlyList<MemoryMap> maps = context.Proc.ReadMaps(process.Id);
                known = (new StackScanner(new ProcessMemory(process.Id), null, maps, context.Stacks.CodeOf(process.Space)), process.Space);
            }
            catch (TargetException)
            {
                // Not ours to look into: its threads are shown without stacks.
            }
        }

        _scanners[process] = known;
        return known;
    }

    private bool TryReadSystemCall(TargetThread thread, out ThreadSystemCall call) =>
        ThreadSystemCall.TryRead(context.Proc, thread.Process.Id, new ThreadId(thread.Id), out call);
}
