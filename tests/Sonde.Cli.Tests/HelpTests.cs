namespace Sonde.Cli.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("overview")]
    [InlineData("profile")]
    [InlineData("dump")]
    [InlineData("top")]
    [InlineData("inspect")]
    [InlineData("open")]
    [InlineData("report")]
    [InlineData("diff")]
    [InlineData("convert")]
    [InlineData("diagnose")]
    [InlineData("timeline")]
    [InlineData("snapshot")]
    [InlineData("version")]
    [InlineData("completion")]
    public async Task Help_is_as_recorded(string name)
    {
        string[] words = name == "overview" ? ["--help"] : [name, "--help"];

        CommandLineResult result = await CommandLine.RunAsync(words);

        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Error));
        Golden.Equal($"help-{name}.txt", result.Output);
    }

    [Fact]
    public async Task No_arguments_show_the_overview()
    {
        CommandLineResult nothing = await CommandLine.RunAsync();
        CommandLineResult help = await CommandLine.RunAsync("--help");

        Assert.Equal(help, nothing);
    }

    [Fact]
    public async Task Help_comes_whatever_else_is_wrong_with_the_line()
    {
        CommandLineResult help = await CommandLine.RunAsync("profile", "--help");

        Assert.Equal(help, await CommandLine.RunAsync("profile", "pid:1", "pid:2", "-h"));
        Assert.Equal(help, await CommandLine.RunAsync("profile", "--rate", "x", "--help"));
    }

    [Fact]
    public void Every_line_of_help_fits_100_columns_and_every_command_has_examples()
    {
        foreach (Commands.SondeCommand command in Program.Commands(new Terminal.Streams(Stream.Null, TextWriter.Null)))
        {
            var text = new StringWriter();
            Help.HelpText.Write(command, text);
            Assert.All(text.ToString().Split('\n'), line => Assert.True(line.Length <= 100, line));
            Assert.NotEmpty(command.Examples);
            Assert.All(command.Examples, example => Assert.Contains("sonde", example.CommandLine, StringComparison.Ordinal));
        }
    }
}
