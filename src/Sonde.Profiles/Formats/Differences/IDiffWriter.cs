using Sonde.Profiles.Analysis;

namespace Sonde.Profiles.Formats.Differences;

/// <summary>Turns a <see cref="ProfileDiff"/> into a file. Stateless: one instance serves all threads.</summary>
public interface IDiffWriter
{
    /// <summary>The name a user gives to <c>-o</c>, for example <c>json</c>.</summary>
    string Name { get; }

    /// <summary>One sentence for <c>--help</c>.</summary>
    string Description { get; }

    /// <summary>Endings of file names with their dot; the first is the usual one.</summary>
    IReadOnlyList<string> Extensions { get; }

    /// <summary>Writes the difference; the stream stays open.</summary>
    /// <param name="diff">The difference.</param>
    /// <param name="output">Where to.</param>
    /// <param name="options">Width, count and unit, for formats that have a choice.</param>
    void Write(ProfileDiff diff, Stream output, WriteOptions options);
}
