using Sonde.Collectors;

namespace Sonde.Cli.Output;

/// <summary>One thread of a <see cref="StackDumpDocument"/>.</summary>
/// <param name="Tid">Thread ID.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">What it does, in words.</param>
/// <param name="BlockedSeconds">How long it has not run; absent when it runs, or that is not known.</param>
/// <param name="HoldsGil">It holds the lock of its interpreter; absent otherwise.</param>
/// <param name="WaitsForGil">It waits for the lock of its interpreter; absent otherwise.</param>
/// <param name="WaitsFor">The lock or thread that it waits for; absent when it waits for something else.</param>
/// <param name="Note">Why the stack is empty or incomplete; absent when it is complete.</param>
/// <param name="Frames">The stack, the leaf (innermost callee) first.</param>
internal sealed record StackDumpThread(
    int Tid, string Name, string State, double? BlockedSeconds, bool? HoldsGil, bool? WaitsForGil, StackDumpLock? WaitsFor, string? Note,
    IReadOnlyList<StackDumpFrame> Frames)
{
    /// <summary>Turns a thread into its JSON shape.</summary>
    public static StackDumpThread From(ThreadDump thread) => new(
        thread.Thread.Value,
        thread.Name,
        thread.State,
        thread.BlockedFor is { } time ? Math.Round(time.TotalSeconds, 3) : null,
        thread.HoldsGil ? true : null,
        thread.WaitsForGil ? true : null,
        thread.Waits is { } wait ? StackDumpLock.From(wait) : null,
        thread.Note,
        [.. thread.Frames.Select(StackDumpFrame.From)]);
}
