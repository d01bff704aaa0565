using System.Text.Json;

namespace Sonde.Cli.Tests;

/// <summary><c>sonde diagnose</c> and <c>sonde snapshot</c> on the sample's recorded cluster.</summary>
public sealed class DiagnoseCommandTests
{
    private static readonly string Broken = Path.Combine(RepositoryFolder(), "samples/shop-front-page/cluster.tar.gz");

    private const string Quiet = """
        {"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"shop"},
         "spec":{"nodeName":"n1","containers":[{"name":"web","image":"a"}]},"status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}],
         "containerStatuses":[{"name":"web","ready":true,"restartCount":0,"state":{"running":{}}}]}}]}
        """;

    [Fact]
    public async Task The_answer_comes_first()
    {
        CommandLineResult result = await CommandLine.RunAsync("diagnose", "-f", Broken);
        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Error));
        Golden.Equal("diagnose-shop.txt", result.Output);
    }

    [Theory]
    [InlineData("none", (int)ExitCode.Done)]
    [InlineData("warning", (int)ExitCode.Threshold)]
    [InlineData("error", (int)ExitCode.Threshold)]
    public async Task The_threshold_decides_the_exit_code_in_every_format(string failOn, int code)
    {
        foreach (string format in (string[])["text", "json", "sarif", "junit", "markdown", "html"])
            Assert.Equal((ExitCode)code, (await CommandLine.RunAsync("diagnose", "-f", Broken, "--fail-on", failOn, "-o", format)).Code);
    }

    [Fact]
    public async Task A_healthy_cluster_is_one_line()
    {
        using var file = new TemporaryFile(Quiet);
        CommandLineResult result = await CommandLine.RunAsync("diagnose", "-f", file.Path, "--fail-on", "warning");
        Assert.Equal(ExitCode.Done, result.Code);
        Assert.StartsWith("nothing wrong: 1 workloads, 1 pods", Assert.Single(result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_seen_counts_only_when_strict()
    {
        using var file = new TemporaryFile(Quiet.Replace("\"restartCount\":0", "\"restartCount\":\"0\"", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Done, (await CommandLine.RunAsync("diagnose", "-f", file.Path)).Code);
        Assert.Equal(ExitCode.Incomplete, (await CommandLine.RunAsync("diagnose", "-f", file.Path, "--strict")).Code);
    }

    [Theory]
    [InlineData("svc/catalog", 1)]
    [InlineData("ing/shop", 1)]
    [InlineData("pod/catalog-867c65b86d-rb94p", 1)]
    [InlineData("deploy/cart", 0)]
    public async Task A_target_narrows_to_what_explains_it(string target, int roots)
    {
        CommandLineResult result = await CommandLine.RunAsync("diagnose", target, "-f", Broken, "-o", "json");
        using JsonDocument document = JsonDocument.Parse(result.Output);
        Assert.Equal(roots, document.RootElement.GetProperty("roots").GetArrayLength());
    }

    [Fact]
    public async Task What_is_in_the_baseline_is_not_said_again()
    {
        CommandLineResult first = await CommandLine.RunAsync("diagnose", "-f", Broken, "-o", "json");
        using var baseline = new TemporaryFile(first.Output);
        CommandLineResult second = await CommandLine.RunAsync("diagnose", "-f", Broken, "--baseline", baseline.Path, "--fail-on", "warning");
        Assert.Equal(ExitCode.Done, second.Code);
    }

    [Fact]
    public async Task A_rule_explains_itself()
    {
        CommandLineResult result = await CommandLine.RunAsync("diagnose", "--explain", "oom-own-limit");
        Assert.StartsWith("# oom-own-limit: ", result.Output, StringComparison.Ordinal);
        Assert.Contains("oom-own-limit", await CommandLine.ErrorAsync(ExitCode.Usage, "diagnose", "--explain", "oom-own-limits"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere/cluster.json", "does not exist")]
    [InlineData("/dev/null", "no object was found")]
    public async Task A_source_that_is_none_is_one_line(string path, string words) =>
        Assert.Contains(words, await CommandLine.ErrorAsync(ExitCode.Failed, "diagnose", "-f", path), StringComparison.Ordinal);

    [Theory]
    [InlineData("nonsense", "names no object")]
    [InlineData("thing/x", "is no kind")]
    [InlineData("deploy/nobody", "there is no Deployment nobody")]
    public async Task A_target_that_is_none_is_one_line(string target, string words) =>
        Assert.Contains(words, await CommandLine.ErrorAsync(ExitCode.Failed, "diagnose", target, "-f", Broken), StringComparison.Ordinal);

    [Fact]
    public async Task A_snapshot_of_a_snapshot_says_the_same_and_holds_no_Secret()
    {
        const string Secret = """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s","namespace":"shop"},"data":{"password":"aHVudGVyMg=="}}""";
        using var secret = new TemporaryFile(Secret);
        string copy = Path.Combine(Path.GetTempPath(), $"sonde-{Guid.NewGuid():N}.tar.gz");
        try
        {
            Assert.Equal(ExitCode.Done, (await CommandLine.RunAsync("snapshot", "-f", Broken, "-f", secret.Path, "-o", copy)).Code);
            Assert.Equal((await CommandLine.RunAsync("diagnose", "-f", Broken)).Output, (await CommandLine.RunAsync("diagnose", "-f", copy)).Output);
            await using var zipped = new System.IO.Compression.GZipStream(File.OpenRead(copy), System.IO.Compression.CompressionMode.Decompress);
            string content = await new StreamReader(zipped).ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.Contains("\"password\":\"\"", content, StringComparison.Ordinal);
            Assert.DoesNotContain("aHVudGVyMg", content, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    [Fact]
    public async Task A_redacted_snapshot_has_the_same_cause_under_other_names()
    {
        string copy = Path.Combine(Path.GetTempPath(), $"sonde-{Guid.NewGuid():N}.tar.gz");
        try
        {
            Assert.Equal(ExitCode.Done, (await CommandLine.RunAsync("snapshot", "-f", Broken, "--redact", "-o", copy)).Code);
            string output = (await CommandLine.RunAsync("diagnose", "-f", copy)).Output;
            Assert.Contains("probe-path-wrong", output, StringComparison.Ordinal);
            Assert.Contains("2 effects", output, StringComparison.Ordinal);
            Assert.DoesNotContain("catalog", output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    internal static string RepositoryFolder()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Sonde.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("no Sonde.slnx above the tests");
        return folder;
    }
}
