namespace Sonde.Collectors.Tests.Python.Mixed;

/// <summary>One row of a profile, the root first; <see cref="Match"/> is empty where all frames are matched.</summary>
internal sealed record MixedSampleView(IReadOnlyList<MixedFrameView> Frames, long Count, long Nanoseconds, long ThreadId, string Match)
{
    public MixedFrameView Leaf => Frames[^1];

    public bool Contains(string function) => Frames.Any(frame => frame.Function == function);

    public override string ToString()
    {
        const int Shown = 60;
        IEnumerable<object> frames = Frames.Count <= Shown
            ? Frames
            : [.. Frames.Take(Shown / 2), $"({Frames.Count - Shown} more)", .. Frames.TakeLast(Shown / 2)];
        return $"{Count,6} {ThreadId} {Match} {string.Join(" > ", frames)}";
    }
}
