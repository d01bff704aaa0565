using System.Diagnostics;
using System.Text.Json;
using Sonde.TestTargets;

namespace Sonde.EndToEnd.Tests;

[Trait("Needs", "root")]
public sealed class TopTests
{
    [Theory]
    [InlineData(true, "slow_checksum")]
    [InlineData(false, "burn_half")]
    public void Each_interval_is_a_line_of_json_and_the_intervals_add_up(bool isPython, string hottest)
    {
        using RunningProgram target = isPython ? Targets.StartPython() : Targets.StartNative();

        SondeResult result = SondeProgram.Run("top", $"pid:{target.Id}", "--count", "3", "-i", "600ms", "-o", "json");

        Assert.True(result.ExitCode == 0, result.ToString());
        JsonElement[] lines = [.. result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(3, lines.Length);
        Assert.All(lines, line => Assert.Equal("TopInterval", line.GetProperty("kind").GetString()));
        Assert.Equal(lines.Sum(line => line.GetProperty("now").GetInt64()), lines[^1].GetProperty("sum").GetInt64());
        JsonElement[] functions = [.. lines[^1].GetProperty("functions").EnumerateArray()];
        long mine = functions.Single(function => function.GetProperty("name").GetString() == hottest).GetProperty("selfSum").GetInt64();
        Assert.True(mine > lines[^1].GetProperty("sum").GetInt64() / 4, result.Output);
    }

    [Fact]
    public void Text_goes_on_until_the_target_ends_and_says_so()
    {
        using RunningProgram target = Targets.StartPython(seconds: 3);

        SondeResult result = SondeProgram.Run("top", $"pid:{target.Id}", "-i", "500ms");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("slow_checksum (burn.py:", result.Output, StringComparison.Ordinal);
        Assert.Contains("exited after", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\e[", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void On_a_terminal_keys_work_and_what_was_there_comes_back_with_the_table_of_the_run()
    {
        using RunningProgram target = Targets.StartPython();
        string command = string.Join(' ', [.. SondeProgram.Words, "top", $"pid:{target.Id}"]);
        var start = new ProcessStartInfo("script", ["-qec", $"stty rows 24 cols 80; {command}", "/dev/null"]);
        start.Environment["TERM"] = "xterm-256color";
        using RunningProgram terminal = RunningProgram.Start(start);

        Eventually.True(() => terminal.Output.Any(line => line.Contains("slow_checksum", StringComparison.Ordinal)), "the table");
        terminal.Process.StandardInput.Write("h");
        terminal.Process.StandardInput.Flush();
        Eventually.True(() => terminal.Output.Any(line => line.Contains("  THREAD", StringComparison.Ordinal)), "the threads");
        terminal.Process.StandardInput.Write("q");
        terminal.Process.StandardInput.Flush();
        Assert.True(terminal.Process.WaitForExit(TimeSpan.FromSeconds(60)));

        Assert.Equal(0, terminal.Process.ExitCode);
        Eventually.True(() => terminal.Output.Count > 0 && terminal.Output.Any(line => line.Contains("\e[?1049l", StringComparison.Ordinal)), "the alternate screen is left");
        IEnumerable<string> after = terminal.Output.SkipWhile(line => !line.Contains("\e[?1049l", StringComparison.Ordinal));
        Assert.Contains(after, line => line.Contains("slow_checksum", StringComparison.Ordinal));
        Assert.False(target.Process.HasExited);
    }

    [Fact]
    public void Killing_it_leaves_the_target_running()
    {
        using RunningProgram target = Targets.StartPython();
        using (RunningProgram top = SondeProgram.Start("top", $"pid:{target.Id}", "-o", "text"))
        {
            top.WaitForLine("process");
            top.Process.Kill();
            top.Process.WaitForExit();
        }

        Assert.False(target.Process.HasExited);
        Assert.Contains("TracerPid:\t0", File.ReadAllText($"/proc/{target.Id}/status"), StringComparison.Ordinal);
    }
}
