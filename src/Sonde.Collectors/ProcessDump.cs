using Sonde.Linux.Procfs;

namespace Sonde.Collectors;

/// <summary>The stacks of all threads of one process.</summary>
/// <param name="Process">The process.</param>
/// <param name="Name">Its name (<c>comm</c>).</param>
/// <param name="Runtime">What made the stacks, for example <c>CPython 3.11.2</c> or <c>native</c>.</param>
/// <param name="Threads">One entry for each thread, the main thread first.</param>
public sealed record ProcessDump(ProcessId Process, string Name, string Runtime, IReadOnlyList<ThreadDump> Threads)
{
    /// <summary>Its runtime has a lock that only one thread holds at a time.</summary>
    public bool HasGil { get; init; }

    /// <summary>Asynchronous tasks that have not ended.</summary>
    public IReadOnlyList<TaskDump> Tasks { get; init; } = [];

    /// <summary>
    /// Threads that wait for each other, so that none of them ever goes on: each waits for what the next has, and the last for what the first
    /// has. One thread alone waits for what it has itself.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<ThreadDump>> FindDeadlocks()
    {
        List<IReadOnlyList<ThreadDump>> deadlocks = [];
        var byId = Threads.ToDictionary(thread => thread.Thread);
        var seen = new HashSet<ThreadId>();
        foreach (ThreadDump start in Threads)
        {
            List<ThreadDump> path = [];
            ThreadDump? thread = start;
            while (thread is not null && seen.Add(thread.Thread))
            {
                path.Add(thread);
                thread = thread.Waits is { IsTimed: false, Owner: { } owner } ? byId.GetValueOrDefault(owner) : null;
            }

            int first = thread is null ? -1 : path.IndexOf(thread);
            if (first >= 0)
                deadlocks.Add(path[first..]);
        }

        return deadlocks;
    }
}
