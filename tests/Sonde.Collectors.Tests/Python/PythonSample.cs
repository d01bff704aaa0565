namespace Sonde.Collectors.Tests.Python;

/// <summary>One row of a profile; the root first.</summary>
internal sealed record PythonSample(
    IReadOnlyList<PythonFrameView> Frames, long Count, long Nanoseconds, long ProcessId, long ThreadId, string Process,
    string Thread, string State, string Task)
{
    public PythonFrameView Leaf => Frames[^1];

    public bool Contains(string function) => Frames.Any(frame => frame.Function == function);

    public override string ToString()
    {
        const int Shown = 60;
        IEnumerable<object> frames = Frames.Count <= Shown
            ? Frames
            : [.. Frames.Take(Shown / 2), $"({Frames.Count - Shown} more)", .. Frames.TakeLast(Shown / 2)];
        return $"{Count,6} {ProcessId}/{ThreadId} {Thread} [{State}] {Task} {string.Join(" > ", frames)}";
    }
}
