using System.IO.Compression;

namespace Sonde.Profiles.Formats.Pprof;

/// <summary>
/// pprof's <c>profile.proto</c>, written with gzip and read with or without. It holds everything a <see cref="Profile"/>
/// holds: quality goes into comments of the form <c>sonde.NAME=VALUE</c>, time offsets into the label
/// <see cref="LabelNames.TimeOffset"/>.
/// </summary>
public sealed class PprofFormat : IProfileReader, IProfileWriter
{
    /// <inheritdoc/>
    public string Name => "pprof";

    /// <inheritdoc/>
    public string Description => "pprof's profile.proto, gzip-compressed: holds everything, opens in pprof, Pyroscope, speedscope";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions => [".pb.gz", ".pprof", ".pb"];

    /// <inheritdoc/>
    public FormatContent Content => new()
    {
        Values = "all",
        Threads = "labels",
        Lines = "yes",
        Modules = "yes",
        Inlining = "yes",
        Times = "label `sonde.time_offset`",
        Labels = "all",
    };

    /// <inheritdoc/>
    public bool IsBinary => true;

    /// <inheritdoc/>
    public bool CanRead(ReadOnlySpan<byte> head) => PprofHead.IsLikely(head);

    /// <inheritdoc/>
    public Profile Read(Stream input) => new PprofReader(FormatInput.ReadAll(input)).Read();

    /// <inheritdoc/>
    public void Write(Profile profile, Stream output)
    {
        // Fastest, as Go's own runtime/pprof does: a profile is often written in a pod that has little CPU to spare.
        using var gzip = new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true);
        new PprofWriter(profile, gzip).Write();
    }
}
