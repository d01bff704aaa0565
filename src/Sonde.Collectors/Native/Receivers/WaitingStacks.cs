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

    /// <summary>Looks whether a thread waits, and where.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="wait">What it waits for.</param>
    /// <param name="stack">The node of its stack; 0 when it cannot be read, or the time is over.</param>
    /// <param name="readAt">When that was read.</param>
    /// <returns>False for one that does not wait, or has gone.</returns>
    public bool TryRead(TargetThread thread, out ThreadWait wait, out int stack, out ulong readAt)
    {
        (wait, stack, readAt) = (ThreadWait.None, 0, 0);
        if (context.Proc.TryReadThreadStat(thread.Process.Id, new ThreadId(thread.Id)) is not { } stat
            || ThreadWaits.FromProcfs(stat.State) is not { } found)
            return false;
        wait = found;
        stack = TryRead(thread);
        readAt = PerfSession.Now;
        return true;
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
        if (ScannerOf(thread.Process) is not var (scanner, space) || !TryReadSystemCall(thread, out ThreadCall call))
            return 0;
        scanner.Walk(call.StackPointer, call.Instruction, _addresses);
        // Woken while its stack was read? Then what was read may mix two moments.
        if (!TryReadSystemCall(thread, out ThreadCall after) || after != call)
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
                context.Targets.EnsureMaps(process);
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

    private bool TryReadSystemCall(TargetThread thread, out ThreadCall call) =>
        ThreadCall.TryRead(context.Proc, thread.Process.Id, new ThreadId(thread.Id), out call);
}
