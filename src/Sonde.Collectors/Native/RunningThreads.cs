using Sonde.Linux;
using Sonde.Linux.Perf;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Native;

/// <summary>Takes one stack of each thread that is on a CPU, by sampling for a moment.</summary>
internal sealed class RunningThreads(ProcFileSystem proc)
{
    private const int Rate = 1000, PollMilliseconds = 10, MaxMilliseconds = 100;

    /// <summary>Samples until every thread has given a stack, 100 ms at most.</summary>
    /// <param name="process">The process.</param>
    /// <param name="threads">Its threads that are on a CPU or ready for one.</param>
    /// <param name="problem">Why nothing could be sampled; null when it could.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <returns>Addresses by thread, the innermost first; of callers the byte before the return address.</returns>
    public Dictionary<int, List<ulong>> Sample(
        ProcessId process, IReadOnlyList<ThreadId> threads, out string? problem, CancellationToken cancellation)
    {
        var stacks = new Dictionary<int, List<ulong>>();
        problem = null;
        if (threads.Count == 0)
            return stacks;
        try
        {
            using var session = new PerfSession(new PerfSessionOptions(Rate, KernelStacks: false), proc);
            foreach (ThreadId thread in threads)
                session.AddThread(process, thread);
            ulong end = PerfSession.Now + (MaxMilliseconds * 1_000_000UL);
            while (stacks.Count < threads.Count && PerfSession.Now < end && !cancellation.IsCancellationRequested)
            {
                session.Wait(PollMilliseconds);
                session.Refresh();
                while (session.TryRead(ulong.MaxValue, out PerfRecord record))
                {
                    if (record.Type == PerfRecordType.Sample && record.ProcessId == process.Value)
                        stacks.TryAdd(record.ThreadId, UserFrames(record.Callchain));
                }
            }
        }
        catch (TargetException e)
        {
            problem = e.Message;
        }

        return stacks;
    }

    private static List<ulong> UserFrames(ReadOnlySpan<ulong> chain)
    {
        var addresses = new List<ulong>();
        foreach (ulong address in chain[(chain.IndexOf(PerfContext.User) + 1)..])
        {
            if (SampleTable.IsKernel(address) || address == 0)
                break;
            addresses.Add(addresses.Count == 0 ? address : address - 1);
        }

        return addresses;
    }
}
