namespace Sonde.Profiles.Formats;

/// <summary>
/// Collapsed stacks, the input of <c>flamegraph.pl</c> and many viewers: one line for each stack,
/// <c>root;caller;leaf COUNT</c>. A semicolon in a name becomes a colon and a control character a space, as
/// <c>stackcollapse-perf.pl</c> writes them; other spaces stay, because the count follows the last one. Frames of
/// interpreted code are <c>function (file:line)</c>, which is read back as such. Lines such as <c># mode: wall</c> are skipped: austin tells of its run there. Labels, addresses and modules are lost.
/// </summary>
/// <param name="options">How to write; null for the usual way.</param>
public sealed class CollapsedFormat(WriteOptions? options = null) : IProfileReader, IProfileWriter
{
    /// <inheritdoc/>
    public string Name => "collapsed";

    /// <inheritdoc/>
    public string Description => "collapsed stacks, one line each: input of flamegraph.pl and inferno";

    /// <inheritdoc/>
    public IReadOnlyList<string> Extensions => [".collapsed", ".folded"];

    /// <inheritdoc/>
    public FormatContent Content => new()
    {
        Values = "one",
        Threads = "`--threads`",
        Lines = "of interpreted code",
        Inlining = "`--annotate`",
    };

    /// <inheritdoc/>
    public bool CanRead(ReadOnlySpan<byte> head)
    {
        if (head.IndexOfAnyInRange((byte)0, (byte)8) >= 0)
            return false;
        ReadOnlySpan<byte> text = head.TrimStart("\r\n"u8);
        while (CollapsedLine.IsComment(text) && text.Contains((byte)'\n'))
            text = text[(text.IndexOf((byte)'\n') + 1)..].TrimStart("\r\n"u8);
        int end = text.IndexOf((byte)'\n');
        // A first line that is longer than the head shows no count, but has many frames.
        return end < 0 && head.Length >= ProfileFormats.HeadLength
            ? text.Contains((byte)';')
            : CollapsedLine.TryParse(end < 0 ? text : text[..end], out _, out _);
    }

    /// <inheritdoc/>
    public IProfileWriter With(WriteOptions options) => new CollapsedFormat(options);

    /// <inheritdoc/>
    public Profile Read(Stream input) => new CollapsedReader().Read(FormatInput.ReadAll(input));

    /// <inheritdoc/>
    public IReadOnlyList<string> Losses(Profile profile)
    {
        WriteOptions choices = options ?? new WriteOptions();
        LossList losses = new LossList(profile).OneValue().Modules().Times().Facts().Labels(
            [.. choices.ProcessFrames ? [LabelNames.Process, LabelNames.ProcessId] : (string[])[],
             .. choices.ThreadFrames ? [LabelNames.Thread, LabelNames.ThreadId] : (string[])[]]);
        return (choices.Annotate ? losses : losses.Inlining()).Clauses;
    }

    /// <inheritdoc/>
    public void Write(Profile profile, Stream output) =>
        new CollapsedWriter(profile, options ?? new WriteOptions()).Write(output);
}
