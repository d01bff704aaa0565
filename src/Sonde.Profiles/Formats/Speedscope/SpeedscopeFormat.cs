namespace Sonde.Profiles.Formats.Speedscope;

/// <summary>
/// speedscope's own JSON (its wiki, "Importing from custom sources"): frames with name, file, line and column, and one profile
/// for each thread and value, as a list of weighted stacks or of calls and returns. Samples with times are written as calls
/// and returns, others as weighted stacks. A profile is named <c>THREAD (TID) · VALUE</c>, which is read back as such.
/// </summary>
public sealed class SpeedscopeFormat : IProfileReader, IProfileWriter
{
    /// <inheritdoc/>
    public string Name => "speedscope";

    /// <inheritdoc/>
    public string Description => "JSON of speedscope.app: several threads and values, with lines and times";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions => [".speedscope.json", ".speedscope"];

    /// <inheritdoc/>
    public FormatContent Content => new()
    {
        Values = "all",
        Threads = "yes",
        Lines = "yes, with columns",
        Times = "yes",
        Labels = "thread",
    };

    /// <inheritdoc/>
    public bool CanRead(ReadOnlySpan<byte> head) =>
        head.TrimStart(" \t\r\n\u00EF\u00BB\u00BF"u8) is [(byte)'{', ..]
        && (head.IndexOf("speedscope.app/file-format-schema"u8) >= 0
            || (head.IndexOf("\"profiles\""u8) >= 0 && (head.IndexOf("\"sampled\""u8) >= 0 || head.IndexOf("\"evented\""u8) >= 0))
            || (head.IndexOf("\"shared\""u8) >= 0 && head.IndexOf("\"frames\""u8) >= 0));

    /// <inheritdoc/>
    public Profile Read(Stream input) => new SpeedscopeReader(FormatInput.ReadAll(input)).Read();

    /// <inheritdoc/>
    public void Write(Profile profile, Stream output) => new SpeedscopeWriter(profile).Write(output);

    /// <inheritdoc/>
    public IReadOnlyList<string> Losses(Profile profile) => new LossList(profile)
        .Labels(LabelNames.Thread, LabelNames.ThreadId).Modules().Inlining().Facts().Clauses;
}
