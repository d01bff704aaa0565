using System.Text;
using Sonde.Cli.Terminal;

namespace Sonde.Cli.Tests;

/// <summary>Runs a command line through the real root command, with buffers instead of the terminal.</summary>
internal static class CommandLine
{
    public static async Task<CommandLineResult> RunAsync(params string[] arguments)
    {
        using var data = new MemoryStream();
        var error = new StringWriter { NewLine = "\n" };
        using var streams = new Streams(data, error);
        var application = new Application(Program.Commands(streams));
        ExitCode code = await application.RunAsync(arguments, streams, TestContext.Current.CancellationToken);
        streams.Flush();
        return new CommandLineResult(code, Encoding.UTF8.GetString(data.ToArray()), error.ToString());
    }

    /// <summary>The one line on stderr of a command line that fails, without its <c>sonde: </c>.</summary>
    public static async Task<string> ErrorAsync(ExitCode expected, params string[] arguments)
    {
        CommandLineResult result = await RunAsync(arguments);
        Assert.Equal("", result.Output);
        string line = Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("sonde: ", line, StringComparison.Ordinal);
        Assert.Equal((expected, line), (result.Code, line));
        return line["sonde: ".Length..];
    }
}
