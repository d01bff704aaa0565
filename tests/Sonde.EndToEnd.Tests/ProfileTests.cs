using System.Text.Json;
using Sonde.Profiles;
using Sonde.Profiles.Formats;
using Sonde.TestTargets;

namespace Sonde.EndToEnd.Tests;

[Trait("Needs", "root")]
[Trait("Needs", "perf")]
public sealed class ProfileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-profile-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_native_program_shows_its_hottest_function_first()
    {
        using RunningProgram target = Targets.StartNative();

        SondeResult result = SondeProgram.Run("profile", $"pid:{target.Id}", "--duration", "2s", "--rate", "997");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("burn_half", result.Output.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains(" lost", result.Output, StringComparison.Ordinal);
        Assert.Contains($"process {target.Id} (burn)", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_python_program_shows_its_slow_function_with_file_and_line()
    {
        using RunningProgram target = Targets.StartPython();

        SondeResult result = SondeProgram.Run("profile", $"pid:{target.Id}", "--duration", "2s", "--rate", "997");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Matches(@"slow_checksum \(burn\.py:1[0-3]\)", result.Output.Split('\n')[0]);
    }

    [Fact]
    public void A_user_without_any_privilege_sees_the_stacks_of_an_own_python_program()
    {
        string[] nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"];
        using RunningProgram target = RunningProgram.Start(nobody[0], [.. nobody[1..], Targets.Python, Targets.PythonPath]);
        target.WaitForLine("ready");

        SondeResult? profile = null;
        // A busy machine may not let the program run for a second.
        Eventually.True(
            () => (profile = SondeProgram.Run(nobody, "profile", $"pid:{target.Id}", "--duration", "1s", "--rate", "199")).ExitCode != 0
                || !profile.Output.StartsWith("No samples", StringComparison.Ordinal),
            "the program runs");
        SondeResult dump = SondeProgram.Run(nobody, "dump", $"pid:{target.Id}");

        Assert.True(profile!.ExitCode == 0, profile.ToString());
        Assert.Matches(@"main \(burn\.py:\d+\)", profile.Output);
        Assert.True(dump.ExitCode == 0, dump.ToString());
        Assert.Matches(@"\n    main +/.*burn\.py:\d+\n", dump.Output);
    }

    [Fact]
    public void Pprof_on_stdout_is_clean_and_carries_the_facts()
    {
        using RunningProgram target = Targets.StartNative();

        SondeResult result = SondeProgram.Run("profile", $"pid:{target.Id}", "-d", "2s", "-o", "pprof", "--rate", "997");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal([0x1f, 0x8b], result.Bytes[..2]);
        Profile profile = result.Profile;
        Assert.InRange(profile.SelfShare("burn_half"), 0.3, 0.7);
        Assert.True(profile.SelfShare("burn_half") > profile.SelfShare("burn_fifth"));
        Assert.Equal(997, profile.Quality.Rate);
        Assert.Equal($"process {target.Id} (burn)", profile.Quality.Notes[NoteNames.Target]);
        Assert.Equal(File.ReadAllText("/proc/sys/kernel/osrelease").Trim(), profile.Quality.Notes[NoteNames.Kernel]);
        Assert.NotNull(profile.StartTime);
        Assert.InRange(profile.Duration.TotalSeconds, 1.9, 60);
    }

    [Theory]
    [InlineData("out.pb.gz")]
    [InlineData("out.folded")]
    [InlineData("out.txt")]
    [InlineData("out.json")]
    public void A_file_gets_the_format_of_its_name_and_stderr_the_summary(string name)
    {
        using RunningProgram target = Targets.StartNative();
        string path = Path.Combine(_folder, name);

        SondeResult result = SondeProgram.Run("profile", $"pid:{target.Id}", "-d", "1s", "-r", "997", "-o", path);

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Empty(result.Output);
        Assert.Contains("burn_half", result.Error, StringComparison.Ordinal);
        Assert.Contains($"wrote {path}", result.Error, StringComparison.Ordinal);
        Assert.Equal([path], Directory.GetFiles(_folder));
        Assert.Contains("burn_half", ContentOf(path), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_on_stdout_is_one_versioned_document()
    {
        using RunningProgram target = Targets.StartPython();

        SondeResult result = SondeProgram.Run("profile", $"pid:{target.Id}", "-d", "1s", "-o", "json");

        Assert.Equal("sonde.dev/v1", JsonDocument.Parse(result.Bytes).RootElement.GetProperty("apiVersion").GetString());
    }

    [Fact]
    public void A_command_is_sampled_until_it_ends_and_its_output_does_not_mix_with_the_profile()
    {
        SondeResult result = SondeProgram.Run("profile", "-o", "pprof", "--", Targets.Python, Targets.PythonPath, "4");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.True(result.Profile.SelfShare("slow_checksum") > 0.5, result.Error);
        Assert.Contains("ready\n", result.Error, StringComparison.Ordinal);
        Assert.Contains(result.ErrorLines, line => line.Contains("exited after", StringComparison.Ordinal)
            && line.Contains("(it ended with exit code 7)", StringComparison.Ordinal));
    }

    [Fact]
    public void A_command_writes_to_stdout_when_the_profile_goes_to_a_file()
    {
        string path = Path.Combine(_folder, "x.pb.gz");

        SondeResult result = SondeProgram.Run("profile", "-o", path, "--", Targets.Python, Targets.PythonPath, "4");

        Assert.Equal("ready", result.Output.Split('\n')[0]);
        Assert.True(File.Exists(path), result.ToString());
    }

    [Fact]
    public void A_command_is_asked_to_end_when_the_duration_is_over()
    {
        SondeResult result = SondeProgram.Run("profile", "-d", "1s", "-o", "pprof", "--", Targets.NativePath);

        int target = int.Parse(result.ErrorLines.First(line => line.StartsWith("ready ", StringComparison.Ordinal))[6..]);
        Assert.Equal(0, result.ExitCode);
        Eventually.True(() => !Directory.Exists($"/proc/{target}"), "the command has ended");
    }

    [Fact]
    public void A_target_that_dies_half_way_leaves_what_was_sampled()
    {
        using RunningProgram target = Targets.StartPython();
        string path = Path.Combine(_folder, "kept.pb.gz");
        using RunningProgram sonde = SondeProgram.Start("profile", $"pid:{target.Id}", "-d", "60s", "-o", path);
        Observed.WaitUntilSampling(sonde);
        target.WaitForLine($"round {target.Output.Count + 80}");

        target.Process.Kill();

        Assert.True(sonde.WaitForExit() == 0, string.Join('\n', sonde.Errors));
        Assert.Contains(sonde.Errors, line => line.Contains($"process {target.Id} (python3.11) exited after", StringComparison.Ordinal));
        Assert.True(ReadFile(path).SelfShare("slow_checksum") > 0.5, string.Join('\n', sonde.Errors));
    }

    [Fact]
    public void Ctrl_C_keeps_what_was_sampled_and_exits_130()
    {
        using RunningProgram target = Targets.StartNative();
        string path = Path.Combine(_folder, "kept.pb.gz");
        using RunningProgram sonde = SondeProgram.Start("profile", $"pid:{target.Id}", "-d", "60s", "-r", "997", "-o", path);
        Observed.WaitUntilSampling(sonde);
        // Some rounds of the target pass while it is sampled.
        target.WaitForLine($"round {target.Output.Count + 50}");

        Signals.Send(sonde.Id, Signals.Interrupt);

        Assert.Equal(130, sonde.WaitForExit());
        Assert.True(ReadFile(path).SelfShare("burn_half") > 0.2, string.Join('\n', sonde.Errors));
        Assert.Contains(sonde.Errors, line => line.Contains("interrupted after", StringComparison.Ordinal));
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Children_of_a_shell_are_followed_through_fork_and_exec_into_their_own_collectors()
    {
        string script = $"{Targets.NativePath} >/dev/null & burner=$!; {Targets.Python} {Targets.PythonPath} 4 >/dev/null; kill $burner; wait";

        SondeResult result = SondeProgram.Run("profile", "-o", "pprof", "--", "/bin/sh", "-c", script);

        Assert.True(result.ExitCode == 0, result.Error);
        Profile profile = result.Profile;
        Assert.True(profile.Mentions("slow_checksum"), result.Error);
        Assert.True(profile.Mentions("burn_half"), result.Error);
        // Both collectors must not sample it: the interpreter's own C functions show only until it is recognised.
        Assert.True(profile.SelfShare("_PyEval_EvalFrameDefault") < profile.SelfShare("slow_checksum") / 2, result.Error);
    }

    [Fact]
    public void Native_frames_stand_in_one_stack_with_those_of_python()
    {
        using RunningProgram target = Targets.StartPython();

        SondeResult result = SondeProgram.Run("profile", $"pid:{target.Id}", "-d", "1s", "--native", "--interpreter-frames", "-o", "pprof");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.True(result.Profile.Mentions("slow_checksum"), result.Error);
        Assert.True(result.Profile.Mentions("_PyEval_EvalFrameDefault"), result.Error);
        Assert.Contains(NoteNames.PythonMatched, result.Profile.Quality.Notes.Keys);
    }

    [Theory]
    [InlineData("--interpreter-frames goes with --native only", "pid:1", "--interpreter-frames")]
    [InlineData("--native goes with --event cpu only", "pid:1", "--native", "-e", "wall")]
    [InlineData("--native takes a process", "host", "--native")]
    public void What_does_not_go_with_native_is_told_in_one_line(string expected, params string[] arguments)
    {
        SondeResult result = SondeProgram.Run(["profile", .. arguments]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    private static Profile ReadFile(string path)
    {
        using FileStream stream = File.OpenRead(path);
        return ProfileFormats.Read(stream);
    }

    private static string ContentOf(string path)
    {
        if (!path.EndsWith(".gz", StringComparison.Ordinal))
            return File.ReadAllText(path);
        Profile profile = ReadFile(path);
        return string.Join('\n', profile.Functions.Select(function => profile.Strings[function.Name]));
    }
}
