namespace Sonde.Collectors;

/// <summary>One asynchronous task.</summary>
/// <param name="Name">Its name.</param>
/// <param name="State"><c>running</c>, <c>waiting</c>, or <c>ready</c>: it has not begun, or can go on.</param>
/// <param name="WaitsFor">The task or future that it waits for, in words; null for none.</param>
/// <param name="Frames">Its coroutines, the innermost first: each is awaited by the next.</param>
public sealed record TaskDump(string Name, string State, string? WaitsFor, IReadOnlyList<DumpFrame> Frames);
