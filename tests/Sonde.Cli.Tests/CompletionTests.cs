namespace Sonde.Cli.Tests;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("audit completion convert cp debug diagnose diff dump exec inspect install open preflight profile report snapshot timeline top uninstall version", "")]
    [InlineData("profile", "pro")]
    [InlineData("container: deploy/ ds/ host job/ node/ pid: pod/ sts/ svc/", "profile", "")]
    [InlineData("container:", "profile", "cont")]
    [InlineData("--duration", "profile", "pid:1", "--du")]
    [InlineData("10s 1m 30s 5s", "profile", "pid:1", "--duration", "")]
    [InlineData("10s 1m", "profile", "pid:1", "--duration", "1")]
    [InlineData("json text", "dump", "-o", "")]
    [InlineData("bash fish zsh", "completion", "")]
    [InlineData("", "profile", "--", "ls", "")]
    [InlineData("", "nonsense", "x")]
    public async Task The_last_word_goes_on(string expected, params string[] words)
    {
        CommandLineResult result = await CommandLine.RunAsync(["complete-words", "--", .. words]);

        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Error));
        Assert.Equal(expected, string.Join(' ', result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Each_script_calls_back(string shell)
    {
        CommandLineResult result = await CommandLine.RunAsync("completion", shell);

        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Error));
        Assert.Contains("complete-words -- ", result.Output, StringComparison.Ordinal);
    }
}
