using Sonde.Linux;
using Sonde.Profiles;

namespace Sonde.Cli.Tests;

public sealed class ErrorLinesTests
{
    private static readonly CancellationToken Interrupted = new(canceled: true), Running = new(canceled: false);

    [Fact]
    public void Expected_errors_become_their_message()
    {
        Assert.Equal(("gone", ExitCode.Failed), ErrorLines.Explain(new TargetException(TargetError.Exited, "gone"), Running));
        Assert.Equal(("bad (at offset 7)", ExitCode.Failed), ErrorLines.Explain(new ProfileFormatException("bad", 7), Running));
        Assert.Equal(("wrong", ExitCode.Usage), ErrorLines.Explain(new UsageException("wrong"), Running));
        Assert.Equal(("interrupted", ExitCode.Interrupted), ErrorLines.Explain(new OperationCanceledException(), Interrupted));
        Assert.Equal(
            ("gone", ExitCode.Failed),
            ErrorLines.Explain(new AggregateException(new TargetException(TargetError.Exited, "gone")), Running));
    }

    [Fact]
    public void A_reader_that_has_seen_enough_is_no_error() =>
        Assert.Equal(("", ExitCode.Done), ErrorLines.Explain(new IOException("Broken pipe", 32), Running));

    [Fact]
    public void A_full_disk_says_what_to_do() =>
        Assert.StartsWith("the disk is full", ErrorLines.Explain(new IOException("No space left", 28), Running)?.Line, StringComparison.Ordinal);

    [Fact]
    public void Bugs_are_not_explained_away()
    {
        Assert.Null(ErrorLines.Explain(new InvalidOperationException("bug"), Interrupted));
        Assert.Null(ErrorLines.Explain(new OperationCanceledException(), Running));
        Assert.Null(ErrorLines.Explain(new ArgumentException("bug"), Running));
    }
}
