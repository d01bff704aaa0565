using System.Text.Json;
using Sonde.Cli.Diagnoses;
using Sonde.Diagnosis.Narrowing;

namespace Sonde.Cli.Tests;

/// <summary><c>sonde diagnose --verify</c> and <c>--watch</c>, as far as no live cluster is needed.</summary>
public sealed class VerifyCommandTests
{
    private static readonly string Broken = Path.Combine(DiagnoseCommandTests.RepositoryFolder(), "samples/shop-front-page/cluster.tar.gz");

    [Fact]
    public async Task The_same_snapshot_twice_has_what_remains()
    {
        CommandLineResult result = await CommandLine.RunAsync("diagnose", "-f", Broken, "--verify", Broken, "--fail-on", "error");
        Assert.Equal((ExitCode.Threshold, ""), (result.Code, result.Error));
        Assert.Contains("remains:", result.Output, StringComparison.Ordinal);
        Assert.Contains("0 gone, 1 remains, 0 new", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_diagnosis_in_json_is_a_base_too()
    {
        CommandLineResult before = await CommandLine.RunAsync("diagnose", "-f", Broken, "-o", "json");
        using var file = new TemporaryFile(before.Output);
        CommandLineResult result = await CommandLine.RunAsync("diagnose", "-f", Broken, "--verify", file.Path, "-o", "json");
        using JsonDocument json = JsonDocument.Parse(result.Output);
        Assert.Equal(1, json.RootElement.GetProperty("remaining").GetArrayLength());
        Assert.Equal(ExitCode.Done, result.Code);
    }

    [Theory]
    [InlineData("--verify with -f needs something to compare with", "-f", "x", "--verify")]
    [InlineData("--verify and --watch exclude each other", "--verify", "--watch")]
    [InlineData("--wait belongs to --verify", "--wait", "1m")]
    [InlineData("--watch and --wait are for a live cluster", "-f", "x", "--watch")]
    [InlineData("--watch writes text or JSON lines", "--watch", "-o", "html")]
    [InlineData("--verify is written as", "--verify", "-o", "sarif")]
    [InlineData("--baseline and --verify exclude each other", "--verify", "--baseline", "x")]
    public async Task What_does_not_fit_together_is_said(string expected, params string[] arguments) =>
        Assert.Contains(expected, await CommandLine.ErrorAsync(ExitCode.Usage, ["diagnose", .. arguments]), StringComparison.Ordinal);

    [Fact]
    public async Task A_base_that_is_not_there_says_where_targets_belong() => Assert.Contains(
        "a target comes before --verify", await CommandLine.ErrorAsync(ExitCode.Failed, "diagnose", "-f", Broken, "--verify", "deploy/cart"), StringComparison.Ordinal);

    [Fact]
    public void Runs_are_kept_by_scope_and_for_their_user_only()
    {
        string folder = Path.Combine(Path.GetTempPath(), $"sonde-{Guid.NewGuid():N}");
        try
        {
            var store = new DiagnosisStore(folder);
            Assert.Null(store.Read("a"));
            Assert.Null(store.Keep("a", Baseline.None));
            Assert.Empty(store.Read("a")!.Roots);
            Assert.Null(store.Read("b"));
            string file = Assert.Single(Directory.GetFiles(folder, "*", SearchOption.AllDirectories));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Assert.NotNull(new DiagnosisStore(null).Keep("a", Baseline.None));
    }
}
