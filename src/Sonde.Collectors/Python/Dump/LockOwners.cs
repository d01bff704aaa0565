using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>
/// Puts together what was read of single threads: who has the lock that another waits for. An <c>RLock</c> tells its owner; of another lock the
/// owner is known when it took it with a <c>with</c> statement.
/// </summary>
internal static class LockOwners
{
    /// <summary>Describes the threads of a process.</summary>
    public static IReadOnlyList<ThreadDump> Describe(IReadOnlyList<DumpedThread> threads, BlockedTimes times)
    {
        Dictionary<ulong, DumpedThread> byIdentity = [];
        foreach (DumpedThread thread in threads)
        {
            if (thread.Identity != 0)
                byIdentity.TryAdd(thread.Identity, thread);
        }

        return [.. threads.Select(thread => new ThreadDump(thread.Thread, thread.Name, thread.State.ToWords(), thread.Frames, thread.Note)
        {
            HoldsGil = thread.State.HoldsGil,
            WaitsForGil = thread.State.Condition == ThreadCondition.GilWait,
            Runs = thread.State.Condition is ThreadCondition.Running or ThreadCondition.Runnable,
            BlockedFor = thread.State.Condition is ThreadCondition.Running or ThreadCondition.Runnable ? null : times.Of(thread.Thread),
            Waits = WaitOf(thread, threads, byIdentity),
        })];
    }

    /// <summary>True for a method of the module <c>threading</c>; up to 3.10 code objects do not name the class.</summary>
    public static bool IsOfThreading(in DumpFrame frame, string method) => frame.File.EndsWith("/threading.py", StringComparison.Ordinal)
        && (frame.Function == method || frame.Function == method[(method.IndexOf('.', StringComparison.Ordinal) + 1)..]);

    private static LockWait? WaitOf(DumpedThread thread, IReadOnlyList<DumpedThread> threads, Dictionary<ulong, DumpedThread> byIdentity)
    {
        if (thread.Joins != 0)
        {
            DumpedThread? joined = byIdentity.GetValueOrDefault(thread.Joins);
            return joined is null ? null : new LockWait("end", 0, joined.Thread, "join", null, thread.IsTimed);
        }

        // What a condition waits for is a notification: its own lock, which nobody else has.
        if (thread.Awaits is not { } awaited || IsOfThreading(thread.Frames[0], "Condition.wait"))
            return null;
        (DumpedThread? owner, DumpFrame? place) = FindEntered(threads, awaited.Address);
        if (awaited.Owner is { } identity)
        {
            DumpedThread? known = byIdentity.GetValueOrDefault(identity);
            return Wait("RLock", known, "owner field", known == owner ? place : null);
        }

        return Wait(awaited.IsRecursive ? "RLock" : "Lock", owner, owner is null ? "" : "with statement", place);

        LockWait Wait(string kind, DumpedThread? by, string evidence, DumpFrame? at) => new(
            kind, awaited.Address.Value, by?.Thread, evidence, at is { } frame ? $"{frame.Function} ({frame.File}:{frame.Line})" : null, thread.IsTimed);
    }

    private static (DumpedThread? Owner, DumpFrame? Place) FindEntered(IReadOnlyList<DumpedThread> threads, UserAddress wanted)
    {
        foreach (DumpedThread thread in threads)
        {
            foreach ((UserAddress entered, DumpFrame place) in thread.Entered)
            {
                if (entered == wanted)
                    return (thread, place);
            }
        }

        return (null, null);
    }
}
