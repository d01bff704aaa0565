using System.Globalization;
using Sonde.Collectors;
using Sonde.Profiles.Rendering;

namespace Sonde.Cli.Output;

/// <summary>The answer to "what is it doing?" in one line: what is wrong comes first.</summary>
internal static class DumpHeadline
{
    /// <summary>A thread that sleeps with the GIL for longer stops all others for long.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(100);

    /// <summary>The line for one process, or for several.</summary>
    public static string Answer(IReadOnlyList<ProcessDump> dumps)
    {
        string[] troubles = [.. dumps.Select(dump => (Dump: dump, Trouble: Trouble(dump))).Where(pair => pair.Trouble is not null)
            .Select(pair => dumps.Count == 1 ? pair.Trouble! : $"process {pair.Dump.Process}: {pair.Trouble}")];
        if (troubles.Length > 0)
            return string.Join("; ", troubles);
        ThreadDump[] threads = [.. dumps.SelectMany(dump => dump.Threads)];
        ThreadDump[] running = [.. threads.Where(thread => thread.Runs)];
        string where = dumps.Count == 1 ? "" : $" of {dumps.Count} processes";
        if (running.Length == 0)
            return threads.Length == 1 ? $"The only thread waits: {Doing(threads[0])}" : $"All {threads.Length} threads{where} wait";
        string place = Doing(running.FirstOrDefault(thread => thread.HoldsGil) ?? running.MaxBy(thread => thread.Frames.Count)!);
        string others = threads.Length == running.Length ? "" : $"; {Count(threads.Length - running.Length, "waits", "wait")}";
        return running.Length == 1
            ? $"{(threads.Length == 1 ? "The only thread" : $"1 of {threads.Length} threads{where}")} runs, {place}{others}"
            : $"{running.Length} of {threads.Length} threads{where} run, one of them {place}{others}";
    }

    /// <summary>A thread as it is named in sentences.</summary>
    public static string NameOf(ThreadDump thread) => $"{thread.Name} ({thread.Thread})";

    private static string? Trouble(ProcessDump dump)
    {
        IReadOnlyList<IReadOnlyList<ThreadDump>> deadlocks = dump.FindDeadlocks();
        if (deadlocks.Count > 0)
            return string.Join("; ", deadlocks.Select(Deadlock));
        ThreadDump[] waiting = [.. dump.Threads.Where(thread => thread.WaitsForGil)];
        ThreadDump? holder = dump.Threads.FirstOrDefault(thread => thread.HoldsGil);
        if (holder is { Runs: false } && (holder.BlockedFor is null || holder.BlockedFor > Long))
        {
            string others = waiting.Length == 0 ? "no Python code can run" : $"{Count(waiting.Length, "thread waits", "threads wait")} for it";
            return $"{NameOf(holder)} holds the GIL and is {holder.State.Split(',')[0]}{For(holder.BlockedFor)}: {others}";
        }

        return waiting.Length == 0 ? LongWait(dump)
            : holder is null ? $"{Count(waiting.Length, "thread waits", "threads wait")} for the GIL"
            : $"{Count(waiting.Length, "thread waits", "threads wait")} for the GIL, which {NameOf(holder)} holds {Doing(holder)}";
    }

    /// <summary>The lock that most threads wait for, when its owner is known.</summary>
    private static string? LongWait(ProcessDump dump)
    {
        ThreadDump[]? waiting = dump.Threads.Where(thread => thread.Waits is { Kind: not "end", Owner: not null } && thread.BlockedFor > Long)
            .GroupBy(thread => thread.Waits!.Address).Select(group => group.ToArray()).MaxBy(group => group.Length);
        if (waiting is null)
            return null;
        LockWait wait = waiting[0].Waits!;
        string owner = dump.Threads.FirstOrDefault(thread => thread.Thread == wait.Owner) is { } thread
            ? $"{NameOf(thread)} holds; it is {thread.State} {Doing(thread)}"
            : $"thread {wait.Owner} holds";
        return $"{Count(waiting.Length, "thread waits", "threads wait")} for a {wait.Kind}{For(waiting.Max(thread => thread.BlockedFor))} that {owner}";
    }

    private static string Deadlock(IReadOnlyList<ThreadDump> cycle) => cycle.Count == 1
        ? $"{NameOf(cycle[0])} waits for a {cycle[0].Waits!.Kind} that it holds itself, and never goes on"
        : $"{cycle.Count} threads wait for each other and never go on: {string.Join(", ", cycle.SkipLast(1).Select(NameOf))} and {NameOf(cycle[^1])}";

    private static string Doing(ThreadDump thread)
    {
        if (thread.Frames.Count == 0)
            return $"in {NameOf(thread)}";
        DumpFrame leaf = thread.Frames[0];
        string place = leaf.File.Length == 0 ? "" : leaf.Line > 0 ? $" ({Path.GetFileName(leaf.File)}:{leaf.Line})" : $" ({Path.GetFileName(leaf.File)})";
        return $"in {leaf.Function}{place}";
    }

    /// <summary>For example <c> for 3.2 s</c>; empty when it is not known or too short to tell.</summary>
    public static string For(TimeSpan? time) => time is { } known && known >= Long ? $" for {ValueText.Duration(known)}" : "";

    private static string Count(int count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");
}
