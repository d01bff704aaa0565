namespace Sonde.Profiles.Formats;

/// <summary>How a profile is written, as far as a format has a choice. What a format does not know it does not mind.</summary>
public sealed record WriteOptions
{
    /// <summary>Columns of text.</summary>
    public int Width { get; init; } = 100;

    /// <summary>How many functions a table shows; null for the format's usual number.</summary>
    public int? Count { get; init; }

    /// <summary>Sorts functions by total instead of self value.</summary>
    public bool ByTotal { get; init; }

    /// <summary>Unit of values in text, see <see cref="Analysis.Units"/>; null for the one that fits each best.</summary>
    public string? Unit { get; init; }

    /// <summary>Value that shares are of; null for that of all samples.</summary>
    public long? Whole { get; init; }

    /// <summary>Marks kernel, just-in-time compiled and inlined frames in names, where a format has nowhere else to say it.</summary>
    public bool Annotate { get; init; }

    /// <summary>Puts the process before each stack, where a format has no labels.</summary>
    public bool ProcessFrames { get; init; }

    /// <summary>Puts the thread before each stack, where a format has no labels.</summary>
    public bool ThreadFrames { get; init; }
}
