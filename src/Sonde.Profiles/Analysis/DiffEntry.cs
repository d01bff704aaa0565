namespace Sonde.Profiles.Analysis;

/// <summary>One function of a <see cref="ProfileDiff"/>.</summary>
/// <param name="Function">Index into <see cref="ProfileDiff.Frames"/>.</param>
/// <param name="Frame">The function.</param>
/// <param name="Self">Samples that end in it.</param>
/// <param name="Total">Samples it takes part in; a sample counts once, however often it recurses.</param>
public sealed record DiffEntry(int Function, Frame Frame, DiffValue Self, DiffValue Total)
{
    /// <summary>True when either value changed by more than chance explains.</summary>
    public bool IsSignificant => Self.IsSignificant || Total.IsSignificant;
}
