namespace Sonde.Collectors.Tests.Accuracy;

/// <summary>
/// A whole stack, written from the innermost frame to the outermost: <c>spin &lt; ? &lt; main &lt; * &lt; _start</c>. A
/// <c>*</c> stands for any frames (what the C library is made of differs, and so does which of it has symbols), a <c>?</c>
/// for one frame without a name.
/// </summary>
internal sealed class ChainPattern(string text)
{
    private readonly string[] _parts = text.Split(" < ");

    /// <summary>True when a stack is just this.</summary>
    public bool Matches(IReadOnlyList<string> frames) => Matches(frames, 0, 0);

    /// <summary>True for the name that stands in for a missing one: <c>module+0x1f40</c>.</summary>
    public static bool IsUnnamed(string frame) => frame.Contains("+0x", StringComparison.Ordinal);

    public override string ToString() => text;

    private bool Matches(IReadOnlyList<string> frames, int frame, int part)
    {
        if (part == _parts.Length)
            return frame == frames.Count;
        if (_parts[part] == "*")
            return Matches(frames, frame, part + 1) || (frame < frames.Count && Matches(frames, frame + 1, part));
        return frame < frames.Count
            && (_parts[part] == "?" ? IsUnnamed(frames[frame]) : frames[frame] == _parts[part])
            && Matches(frames, frame + 1, part + 1);
    }
}
