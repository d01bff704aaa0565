using System.Text.Json;

namespace Sonde.Cli.Tests;

public sealed class VersionTests
{
    [Fact]
    public async Task Text_names_version_runtime_and_kernel()
    {
        CommandLineResult result = await CommandLine.RunAsync("version");

        string kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Error));
        Assert.Matches(@"^sonde \d+\.\d+\.\d+", result.Output);
        Assert.Contains("runtime .NET 10.", result.Output, StringComparison.Ordinal);
        Assert.Contains($"kernel {kernel}", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_versioned()
    {
        CommandLineResult result = await CommandLine.RunAsync("version", "-o", "json");

        JsonElement json = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal("sonde.dev/v1", json.GetProperty("apiVersion").GetString());
        Assert.Equal("Version", json.GetProperty("kind").GetString());
        Assert.Matches(@"^\d+\.\d+\.\d+$", json.GetProperty("version").GetString());
    }
}
