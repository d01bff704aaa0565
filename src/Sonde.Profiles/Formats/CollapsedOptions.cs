namespace Sonde.Profiles.Formats;

/// <summary>How <see cref="CollapsedFormat"/> writes.</summary>
public sealed record CollapsedOptions
{
    /// <summary>Marks kernel, just-in-time compiled and inlined frames with <c>_[k]</c>, <c>_[j]</c> and <c>_[i]</c>.</summary>
    public bool Annotate { get; init; }

    /// <summary>Puts the process first: <c>process NAME (PID)</c>.</summary>
    public bool ProcessFrames { get; init; }

    /// <summary>Puts the thread before the stack: <c>thread NAME (TID)</c>.</summary>
    public bool ThreadFrames { get; init; }

    /// <summary>Index of the sample type to write; null for the profile's default.</summary>
    public int? SampleType { get; init; }
}
