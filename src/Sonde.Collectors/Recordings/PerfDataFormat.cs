using Sonde.Linux.PerfData;
using Sonde.Linux.Symbols;
using Sonde.Profiles;
using Sonde.Profiles.Formats;

namespace Sonde.Collectors.Recordings;

/// <summary>
/// Recordings of <c>perf record</c>, made here or elsewhere: stacks are unwound and named as those of a live target, from the files of
/// this machine that are those of the recording. Read only.
/// </summary>
/// <param name="symbols">Where to look for files and debug files besides this machine's usual places.</param>
public sealed class PerfDataFormat(SymbolPlaces symbols) : IProfileReader
{
    /// <inheritdoc/>
    public string Name => "perf-data";

    /// <inheritdoc/>
    public string Description => "what perf record writes: stacks are unwound and named from the files of this machine";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions => [".data"];

    /// <inheritdoc/>
    public FormatContent Content => new()
    {
        Values = "all",
        Threads = "yes",
        Lines = "from debug files",
        Modules = "yes",
        Inlining = "from debug files",
        Times = "where recorded",
        Labels = "process, thread, cgroup",
    };

    /// <inheritdoc/>
    public bool IsBinary => true;

    /// <inheritdoc/>
    public bool CanRead(ReadOnlySpan<byte> head) => PerfDataFile.IsLikely(head);

    /// <inheritdoc/>
    public Profile Read(Stream input)
    {
        try
        {
            PerfDataFile file = PerfDataFile.Open(input);
            using var reader = new RecordingReader(file, symbols);
            return reader.Read();
        }
        catch (PerfDataException error)
        {
            throw new ProfileFormatException($"perf.data: {error.Message}", error.Offset, error);
        }
    }
}
