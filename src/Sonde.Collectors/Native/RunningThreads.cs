using Sonde.Linux;
using Sonde.Linux.Perf;
using Sonde.Linux.Procfs;
using Sonde.Linux.Unwind;

namespace Sonde.Collectors.Native;

/// <summary>Takes one stack of each thread that is on a CPU, by sampling for a moment.</summary>
/// <param name="proc">The procfs to read.</param>
/// <param name="space">What is mapped in the process.</param>
/// <param name="names">Names of its code.</param>
internal sealed class RunningThreads(ProcFileSystem proc, AddressSpace space, CodeNames names)
{
    private const int Rate = 1000, PollMilliseconds = 10, MaxMilliseconds = 100;

    private readonly int _stackBytes = StackWalker.IsSupported ? PerfSessionOptions.MaxStackBytes : 0;

    /// <summary>Samples until every thread has given a stack, 100 ms at most.</summary>
    /// <param name="process">The process.</param>
    /// <param name="threads">Its threads that are on a CPU or ready for one.</param>
    /// <param name="problem">Why nothing could be sampled; null when it could.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>
    /// By thread its addresses, the innermost first, of callers the byte before the return address; and what is missing.
    /// </returns>
    public Dictionary<int, (List<ulong> Addresses, string? Note)> Sample(
        ProcessId process, IReadOnlyList<ThreadId> threads, out string? problem, CancellationToken cancellation)
    {
        var stacks = new Dictionary<int, (List<ulong>, string?)>();
        problem = null;
        if (threads.Count == 0)
            return stacks;
        try
        {
            using var session = new PerfSession(new PerfSessionOptions(Rate, KernelStacks: false, StackBytes: _stackBytes), proc);
            var walker = new StackWalker(session.MaxStack);
            foreach (ThreadId thread in threads)
                session.AddThread(process, thread);
            ulong end = PerfSession.Now + (MaxMilliseconds * 1_000_000UL);
            while (stacks.Count < threads.Count && PerfSession.Now < end && !cancellation.IsCancellationRequested)
            {
                session.Wait(PollMilliseconds);
                session.Refresh();
                while (session.TryRead(ulong.MaxValue, out PerfRecord record))
                {
                    if (record.Type == PerfRecordType.Sample && record.ProcessId == process.Value && !stacks.ContainsKey(record.ThreadId))
                        stacks.Add(record.ThreadId, Walk(walker, record));
                }
            }
        }
        catch (TargetException e)
        {
            problem = e.Message;
        }

        return stacks;
    }

    private (List<ulong> Addresses, string? Note) Walk(StackWalker walker, in PerfRecord record)
    {
        List<ulong> addresses = [.. walker.Walk(record, space, out WalkEnd end)];
        bool isComplete = end.Stop == UnwindStop.EndOfStack
            || (addresses.Count > 0 && ThreadRoots.IsRoot(names.FunctionName(addresses[^1])));
        return (addresses, isComplete ? null : "frames at the end may be missing");
    }
}
