namespace Sonde.Profiles.Formats;

/// <summary>One file format of profiles. Stateless: one instance serves all threads.</summary>
public interface IProfileFormat
{
    /// <summary>The name a user gives to <c>--format</c>, for example <c>pprof</c>.</summary>
    string Name { get; }

    /// <summary>One sentence for <c>--help</c>.</summary>
    string Description { get; }

    /// <summary>Endings of file names with their dot, for example <c>.pb.gz</c>; the first is the usual one.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>What of a profile it holds.</summary>
    FormatContent Content { get; }

    /// <summary>True when the content is no text and does not belong on a terminal.</summary>
    bool IsBinary => false;
}
