using System.Text.RegularExpressions;

namespace Sonde.Profiles.Analysis;

/// <summary>
/// Which samples and frames of a profile to look at. The first seven mean what they mean to pprof: an expression is searched
/// in a frame's function name, its file name and its module's file name.
/// </summary>
public sealed record FilterOptions
{
    /// <summary>Keeps samples with a frame that matches.</summary>
    public Regex? Focus { get; init; }

    /// <summary>Leaves out samples with a frame that matches.</summary>
    public Regex? Ignore { get; init; }

    /// <summary>Leaves out frames that match; their callees are called by their callers.</summary>
    public Regex? Hide { get; init; }

    /// <summary>Leaves out frames that do not match.</summary>
    public Regex? Show { get; init; }

    /// <summary>Cuts off what called the outermost frame that matches; samples without one are left out.</summary>
    public Regex? ShowFrom { get; init; }

    /// <summary>Keeps samples with such a label.</summary>
    public TagFilter? TagFocus { get; init; }

    /// <summary>Leaves out samples with such a label.</summary>
    public TagFilter? TagIgnore { get; init; }

    /// <summary>Keeps samples of threads whose name or ID matches.</summary>
    public Regex? Thread { get; init; }

    /// <summary>Keeps samples of threads whose state (<see cref="LabelNames.State"/>) matches.</summary>
    public Regex? State { get; init; }

    /// <summary>Keeps samples that pass through a module whose path matches.</summary>
    public Regex? Module { get; init; }

    /// <summary>Keeps samples that were in such code: it is their innermost frame.</summary>
    public FrameKind? Language { get; init; }

    /// <summary>Applies the profile's own <see cref="Profile.DropFrames"/> and <see cref="Profile.KeepFrames"/>, as pprof does.</summary>
    public bool Prune { get; init; }

    /// <summary>True when nothing is filtered but, perhaps, pruned.</summary>
    public bool IsEmpty => this == new FilterOptions { Prune = Prune };

    /// <summary>How expressions are matched: like pprof's in linear time, whatever they and the names are.</summary>
    public const RegexOptions Matching = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
}
