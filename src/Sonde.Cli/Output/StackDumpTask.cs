using Sonde.Collectors;

namespace Sonde.Cli.Output;

/// <summary>One asynchronous task of a <see cref="StackDumpDocument"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State"><c>running</c>, <c>waiting</c> or <c>ready</c>.</param>
/// <param name="WaitsFor">The task or future that it waits for, in words; absent for none.</param>
/// <param name="Frames">Its coroutines, the innermost first.</param>
internal sealed record StackDumpTask(string Name, string State, string? WaitsFor, IReadOnlyList<StackDumpFrame> Frames)
{
    /// <summary>Turns a task into its JSON shape.</summary>
    public static StackDumpTask From(TaskDump task) => new(task.Name, task.State, task.WaitsFor, [.. task.Frames.Select(StackDumpFrame.From)]);
}
