using Sonde.Collectors;

namespace Sonde.Cli.Output;

/// <summary>One process of a <see cref="StackDumpDocument"/>.</summary>
/// <param name="Pid">Process ID.</param>
/// <param name="Name">Its name.</param>
/// <param name="Runtime">What made the stacks, for example <c>CPython 3.11.2</c>.</param>
/// <param name="Deadlocks">For each deadlock the IDs of its threads: each waits for what the next has, the last for what the first has; absent without.</param>
/// <param name="Threads">One entry for each thread, the main thread first.</param>
/// <param name="Tasks">Asynchronous tasks that have not ended; absent without.</param>
internal sealed record StackDumpProcess(
    int Pid, string Name, string Runtime, IReadOnlyList<IReadOnlyList<int>>? Deadlocks, IReadOnlyList<StackDumpThread> Threads,
    IReadOnlyList<StackDumpTask>? Tasks)
{
    /// <summary>Turns a dump into its JSON shape.</summary>
    public static StackDumpProcess From(ProcessDump dump)
    {
        IReadOnlyList<int>[] deadlocks = [.. dump.FindDeadlocks().Select(cycle => cycle.Select(thread => thread.Thread.Value).ToArray())];
        return new(
            dump.Process.Value,
            dump.Name,
            dump.Runtime,
            deadlocks.Length > 0 ? deadlocks : null,
            [.. dump.Threads.Select(StackDumpThread.From)],
            dump.Tasks.Count > 0 ? [.. dump.Tasks.Select(StackDumpTask.From)] : null);
    }
}
