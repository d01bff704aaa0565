namespace Sonde.Collectors.Tests.Python.Mixed;

/// <summary>One frame of a mixed stack.</summary>
internal sealed record MixedFrameView(string Function, string File, int Line, string Module)
{
    public bool IsPython => Module == Profiles.WellKnownMappings.Python;

    public override string ToString() => IsPython ? $"{Function}:{Line}" : Function;
}
