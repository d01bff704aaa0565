using System.Diagnostics;
using Sonde.Profiles;
using Sonde.TestTargets;

namespace Sonde.EndToEnd.Tests;

/// <summary>Recordings of perf, opened by the program as a user would.</summary>
[Trait("Needs", "perf")]
public sealed class RecordingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-recording-").FullName;

    private string Recording => Path.Combine(_folder, "perf.data");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_recording_becomes_a_page_with_names_from_a_debug_folder()
    {
        string full = CProgram.Compile("EndToEnd/burn.c", "-O1", "-g"), program = Path.Combine(_folder, "burn");
        string debug = Path.Combine(_folder, "debug"), page = Path.Combine(_folder, "flame.html");
        Directory.CreateDirectory(debug);
        Run($"objcopy --only-keep-debug '{full}' '{debug}/burn.debug' && objcopy --strip-all --add-gnu-debuglink='{debug}/burn.debug' '{full}' '{program}'");
        Run($"perf record -q -e cpu-clock -F 499 --call-graph dwarf,8192 -o '{Recording}' -- timeout 0.6 '{program}' > /dev/null || [ $? -eq 124 ]");

        SondeResult result = SondeProgram.Run("convert", Recording, "-o", page, "--debug-dir", debug);
        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains("burn_half", File.ReadAllText(page), StringComparison.Ordinal);

        result = SondeProgram.Run("convert", Recording, "-o", "pprof", "--debug-dir", debug);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.InRange(result.Profile.SelfShare("burn_half"), 0.3, 0.7);
        Assert.Contains("perf record", result.Profile.Quality.Notes[NoteNames.Command], StringComparison.Ordinal);
        Assert.False(SondeProgram.Run("convert", Recording, "-o", "pprof").Profile.Mentions("burn_half"));
    }

    [Fact]
    public void What_perf_script_prints_becomes_a_profile()
    {
        Run($"perf record -q -e cpu-clock -F 499 -g -o '{Recording}' -- timeout 0.6 '{Targets.NativePath}' > /dev/null || [ $? -eq 124 ]");
        string text = Path.Combine(_folder, "out.perf");
        Run($"perf script -i '{Recording}' > '{text}' 2> /dev/null");
        SondeResult result = SondeProgram.Run("convert", text, "-o", "pprof");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.InRange(result.Profile.SelfShare("burn_half"), 0.3, 0.7);
        Assert.True(result.Profile.Mentions("main"));
    }

    [Fact]
    public void A_damaged_recording_is_one_line()
    {
        File.WriteAllBytes(Recording, [.. "PERFILE2"u8, .. new byte[100]]);
        SondeResult result = SondeProgram.Run("convert", Recording, "-o", "pprof");
        Assert.Equal(3, result.ExitCode);
        Assert.Equal(
            $"sonde: cannot read {Recording}: perf.data: expected events of 80 to 4096 bytes, found 0 (at offset 16)",
            Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void A_folder_that_is_not_there_is_a_wrong_command_line()
    {
        SondeResult result = SondeProgram.Run("convert", Recording, "-o", "pprof", "--debug-dir", "/nowhere");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--debug-dir /nowhere: there is no such folder", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    private static void Run(string command)
    {
        using Process process = Process.Start("bash", ["-c", command]);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, command);
    }
}
