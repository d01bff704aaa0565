using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sonde.TestTargets;

namespace Sonde.EndToEnd.Tests;

/// <summary><c>sonde inspect</c> as a user runs it, without rights of root.</summary>
[Trait("Needs", "root")]
public sealed class InspectTests
{
    private static readonly string[] Nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

    [Fact]
    public void Without_privilege_everything_about_ones_own_process_is_seen()
    {
        using RunningProgram program = RunningProgram.Start(Nobody[0], [.. Nobody[1..], "sleep", "600"]);
        WaitFor(program, "sleep");
        SondeResult result = SondeProgram.Run(Nobody, "inspect", Target(program), "-i", "100ms", "-o", "json");
        Assert.Equal(0, result.ExitCode);
        using JsonDocument json = JsonDocument.Parse(result.Output);
        HashSet<string> sections = [.. json.RootElement.GetProperty("sections").EnumerateArray().Select(section => section.GetProperty("title").GetString()!)];
        Assert.Superset(new HashSet<string>(["CPU", "Memory", "Signals", "Processes", "Threads", "Files", "Entry point", "Rights"]), sections);
        Assert.DoesNotContain("CAP_SYS_PTRACE", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_missing_privilege_hides_of_anothers_process_is_said()
    {
        using RunningProgram program = RunningProgram.Start("sleep", "600");
        WaitFor(program, "sleep");
        SondeResult result = SondeProgram.Run(Nobody, "inspect", Target(program), "-i", "100ms");
        string text = result.Output;
        Assert.Equal(0, result.ExitCode);
        Assert.All(
            (string[])["memory by kind of 1 process: reading smaps", "open files of 1 process", "entry point: reading", "namespaces: reading"],
            hidden => Assert.Contains($"not seen  {hidden}", text, StringComparison.Ordinal));
        Assert.Contains("SIGTERM", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_watch_without_a_terminal_prints_lines_and_json_documents_and_ends_by_itself()
    {
        using RunningProgram program = RunningProgram.Start("sleep", "600");
        SondeResult text = SondeProgram.Run("inspect", Target(program), "--watch", "--duration", "500ms", "-i", "200ms");
        Assert.Equal((0, ""), (text.ExitCode, text.Error));
        Assert.Contains("To write into resources", text.Output, StringComparison.Ordinal);
        SondeResult json = SondeProgram.Run("inspect", Target(program), "--watch", "--duration", "500ms", "-i", "200ms", "-o", "json");
        string[] lines = json.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.Equal("InspectionWatch", JsonDocument.Parse(line).RootElement.GetProperty("kind").GetString()));
        Assert.Equal([.. lines.SkipLast(1).Select(_ => false), true], lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("isLast").GetBoolean()));
    }

    [Theory]
    [InlineData("TERM=xterm-256color")]
    [InlineData("TERM=xterm-256color NO_COLOR=1")]
    [InlineData("TERM=dumb")]
    public void On_a_narrow_terminal_the_first_screen_is_taken_back_whole_and_colours_are_as_asked(string environment)
    {
        const int Columns = 80;
        using RunningProgram program = RunningProgram.Start("sleep", "600");
        string command = string.Join(' ', [environment, .. SondeProgram.Words, "inspect", Target(program), "-i", "100ms"]);
        using Process terminal = Process.Start(new ProcessStartInfo("script", ["-qec", $"stty cols {Columns} rows 50; {command}", "/dev/null"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        })!;
        string text = terminal.StandardOutput.ReadToEnd();
        terminal.WaitForExit();
        Assert.Equal(0, terminal.ExitCode);
        Assert.Equal(environment == "TERM=xterm-256color", Regex.IsMatch(text, @"\e\[\d+m"));
        Assert.All(Regex.Replace(text, @"\e(\[[\d?]*[A-Za-z]|=)", "").Split('\n'), line => Assert.True(line.TrimEnd('\r').Length <= Columns, line));
        Match back = Regex.Match(text, @"\e\[(?<lines>\d+)A\e\[J");
        Assert.Equal(environment != "TERM=dumb", back.Success);
        if (back.Success)
            Assert.Equal(int.Parse(back.Groups["lines"].Value, CultureInfo.InvariantCulture), text[..back.Index].Count(c => c == '\n'));
        else
            Assert.DoesNotContain("\e[", text, StringComparison.Ordinal);
    }

    private static string Target(RunningProgram program) => string.Create(CultureInfo.InvariantCulture, $"pid:{program.Id}");

    /// <summary>Until the wrapper has become the program.</summary>
    private static void WaitFor(RunningProgram program, string name) =>
        Eventually.True(() => File.ReadAllText($"/proc/{program.Id}/comm").Trim() == name, $"{name} runs");
}
