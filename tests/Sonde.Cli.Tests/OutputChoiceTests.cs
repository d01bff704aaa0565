using Sonde.Cli.Output;

namespace Sonde.Cli.Tests;

public sealed class OutputChoiceTests
{
    private static readonly FormatName[] Formats =
        [new("text", [".txt"]), new("pprof", [".pb.gz", ".pprof"], IsBinary: true), new("raw", [".gz"])];

    [Theory]
    [InlineData(null, null, null, null)]
    [InlineData("-", null, null, null)]
    [InlineData("pprof", null, "pprof", null)]
    [InlineData(null, "pprof", "pprof", null)]
    [InlineData("-", "pprof", "pprof", null)]
    [InlineData("pprof", "pprof", "pprof", null)]
    [InlineData("a.txt", null, "text", "a.txt")]
    [InlineData("a.PB.GZ", null, "pprof", "a.PB.GZ")]
    [InlineData("a.gz", null, "raw", "a.gz")]
    [InlineData("a.txt", "pprof", "pprof", "a.txt")]
    [InlineData("out", "pprof", "pprof", "out")]
    [InlineData("./text", "pprof", "pprof", "./text")]
    [InlineData("dir/x.txt", null, "text", "dir/x.txt")]
    public void Both_options_tell_format_and_place(string? output, string? format, string? expectedFormat, string? expectedPath) =>
        Assert.Equal(new OutputChoice(expectedFormat, expectedPath), OutputChoice.Parse(output, format, Formats));

    [Theory]
    [InlineData("pprf", null)]
    [InlineData(null, "html")]
    [InlineData("a.xyz", null)]
    [InlineData("./out", null)]
    [InlineData("", null)]
    [InlineData("text", "pprof")]
    public void What_tells_no_format_is_refused(string? output, string? format) =>
        Assert.Throws<UsageException>(() => OutputChoice.Parse(output, format, Formats));

    [Fact]
    public void Binary_data_does_not_go_to_a_terminal()
    {
        var binary = new OutputChoice("pprof", null);

        Assert.Contains("-o FILE.pb.gz", Assert.Throws<UsageException>(() => binary.RefuseBinaryOnTerminal(true, Formats)).Message, StringComparison.Ordinal);
        binary.RefuseBinaryOnTerminal(false, Formats);
        new OutputChoice("pprof", "x").RefuseBinaryOnTerminal(true, Formats);
        new OutputChoice("text", null).RefuseBinaryOnTerminal(true, Formats);
        new OutputChoice(null, null).RefuseBinaryOnTerminal(true, Formats);
    }
}
