using System.Text.Json;
using Sonde.Cli.CommandLine;

namespace Sonde.Cli.Tests;

/// <summary><c>sonde timeline</c> on the sample's recorded cluster.</summary>
public sealed class TimelineCommandTests
{
    private static readonly string Broken = Path.Combine(DiagnoseCommandTests.RepositoryFolder(), "samples/shop-front-page/cluster.tar.gz");
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 14, 4, 25, TimeSpan.Zero);

    [Fact]
    public async Task The_list_is_as_recorded()
    {
        CommandLineResult result = await CommandLine.RunAsync("timeline", "deploy/catalog", "-f", Broken);
        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Error));
        Golden.Equal("timeline-shop.txt", result.Output);
    }

    [Fact]
    public async Task The_first_trouble_is_marked_in_json()
    {
        CommandLineResult result = await CommandLine.RunAsync("timeline", "-f", Broken, "-o", "json");
        using JsonDocument document = JsonDocument.Parse(result.Output);
        JsonElement first = Assert.Single(document.RootElement.GetProperty("entries").EnumerateArray(), entry => entry.TryGetProperty("first", out _));
        Assert.Equal("catalog", first.GetProperty("subject").GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_page_is_written()
    {
        using var file = new TemporaryFile("");
        CommandLineResult result = await CommandLine.RunAsync("timeline", "-f", Broken, "-o", file.Path, "--format", "html");
        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Output));
        Assert.Contains("First went wrong", await File.ReadAllTextAsync(file.Path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1h30m", "2026-11-20T12:34:25Z")]
    [InlineData("2d", "2026-11-18T14:04:25Z")]
    [InlineData("13:05", "2026-11-20T13:05:00Z")]
    [InlineData("23:05", "2026-11-19T23:05:00Z")]
    [InlineData("2026-11-20T15:00:00+02:00", "2026-11-20T13:00:00Z")]
    [InlineData("2026-11-20 13:00", "2026-11-20T13:00:00Z")]
    public void Moments_are_read(string text, string moment) =>
        Assert.Equal(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture), MomentText.Parse(text, Now, "--since"));

    [Theory]
    [InlineData("--since", "yesterday", "--since takes an age or a time, and 'yesterday' is neither")]
    [InlineData("--around", "25:00", "--around takes an age or a time, and '25:00' is neither")]
    public async Task What_is_no_moment_is_said(string option, string text, string message)
    {
        CommandLineResult result = await CommandLine.RunAsync("timeline", "-f", Broken, option, text);
        Assert.Equal(ExitCode.Usage, result.Code);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_begin_and_a_middle_exclude_each_other() =>
        Assert.Equal(ExitCode.Usage, (await CommandLine.RunAsync("timeline", "-f", Broken, "--since", "1h", "--around", "14:00")).Code);
}
