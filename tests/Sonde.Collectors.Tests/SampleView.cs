namespace Sonde.Collectors.Tests;

/// <summary>One sample; the leaf first.</summary>
internal sealed record SampleView(
    IReadOnlyList<string> Frames, long Count, long Nanoseconds, long ProcessId, string Process, long ThreadId, string Thread,
    string State, string Waker, string Container);
