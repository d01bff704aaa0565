namespace Sonde.Profiles.Rendering;

/// <summary>How <see cref="TerminalFlameGraph"/> draws.</summary>
public sealed record TerminalFlameGraphOptions
{
    /// <summary>Columns of the terminal; at least 40 are used.</summary>
    public int Width { get; init; } = 100;

    /// <summary>Colours by share with ANSI sequences.</summary>
    public bool Color { get; init; }

    /// <summary>Calls with a smaller share of all samples, from 0 to 1, are left out.</summary>
    public double MinimumShare { get; init; } = 0.01;

    /// <summary>More lines than this are avoided by leaving out calls of a greater share.</summary>
    public int MaximumLines { get; init; } = 50;

    /// <summary>Longest run of calls that neither branch nor stop which is shown whole; longer ones lose their middle.</summary>
    public int LongestChain { get; init; } = 6;
}
