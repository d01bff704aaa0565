using Sonde.Collectors;

namespace Sonde.Cli.Output;

/// <summary>One thread of a <see cref="StackDumpDocument"/>.</summary>
/// <param name="Tid">Thread ID.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">What it does, in words.</param>
/// <param name="Note">Why the stack is empty or incomplete; absent when it is complete.</param>
/// <param name="Frames">The stack, the leaf (innermost callee) first.</param>
internal sealed record StackDumpThread(int Tid, string Name, string State, string? Note, IReadOnlyList<StackDumpFrame> Frames)
{
    /// <summary>Turns a thread into its JSON shape.</summary>
    public static StackDumpThread From(ThreadDump thread) =>
        new(thread.Thread.Value, thread.Name, thread.State, thread.Note, [.. thread.Frames.Select(StackDumpFrame.From)]);
}
