using Sonde.Collectors;

namespace Sonde.Cli.Output;

/// <summary>One process of a <see cref="StackDumpDocument"/>.</summary>
/// <param name="Pid">Process ID.</param>
/// <param name="Name">Its name.</param>
/// <param name="Runtime">What made the stacks, for example <c>CPython 3.11.2</c>.</param>
/// <param name="Threads">One entry for each thread, the main thread first.</param>
internal sealed record StackDumpProcess(int Pid, string Name, string Runtime, IReadOnlyList<StackDumpThread> Threads)
{
    /// <summary>Turns a dump into its JSON shape.</summary>
    public static StackDumpProcess From(ProcessDump dump) =>
        new(dump.Process.Value, dump.Name, dump.Runtime, [.. dump.Threads.Select(StackDumpThread.From)]);
}
