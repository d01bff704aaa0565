using System.Text.Json;
using Sonde.TestTargets;

namespace Sonde.EndToEnd.Tests;

[Trait("Needs", "root")]
public sealed class DumpTests
{
    [Fact]
    public void A_python_process_shows_each_thread_with_name_state_file_and_line()
    {
        using RunningProgram target = Targets.StartPython();

        SondeResult result = SondeProgram.Run("dump", $"pid:{target.Id}");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Empty(result.Error);
        Assert.Matches($@"^\w.*\n\nprocess {target.Id} python3\.11: CPython 3\.11\.\d+, 2 threads, GIL (free|held by .+)\n", result.Output);
        Assert.Matches($@"\n  thread {target.Id} MainThread: ", result.Output);
        Assert.Matches(@"\n    main +/.*burn\.py:\d+\n", result.Output);
        Assert.Matches(@"\n    \w+\.run +/.*threading\.py:\d+\n", result.Output);
    }

    [Fact]
    public void A_deadlock_is_the_first_line()
    {
        using RunningProgram target = RunningProgram.Start(Targets.Python, TargetSources.PathOf("Python/deadlock.py"), "lock");
        target.WaitForLine("ready");
        SondeResult result = SondeProgram.Run("dump", $"pid:{target.Id}");
        JsonElement document = JsonDocument.Parse(SondeProgram.Run("dump", $"pid:{target.Id}", "-o", "json").Bytes).RootElement;

        Assert.Matches(@"^2 threads wait for each other and never go on: left \(\d+\) and right \(\d+\)\n", result.Output);
        Assert.Matches(@"\n    waits for a Lock at 0x[0-9a-f]+, held by right \(\d+\) in right \(.*deadlock\.py:22\)\n", result.Output);
        Assert.StartsWith("2 threads wait for each other", document.GetProperty("headline").GetString(), StringComparison.Ordinal);
        JsonElement process = document.GetProperty("processes")[0];
        Assert.Equal(2, process.GetProperty("deadlocks")[0].GetArrayLength());
        Assert.Equal("with statement", process.GetProperty("threads").EnumerateArray()
            .First(thread => thread.GetProperty("name").GetString() == "left").GetProperty("waitsFor").GetProperty("evidence").GetString());
    }

    [Fact]
    public void Values_are_shown_only_when_asked_for()
    {
        using RunningProgram target = RunningProgram.Start(Targets.Python, TargetSources.PathOf("Python/locals.py"));
        target.WaitForLine("ready");

        Assert.DoesNotContain("in a cell", SondeProgram.Run("dump", $"pid:{target.Id}").Output, StringComparison.Ordinal);
        string output = SondeProgram.Run("dump", $"pid:{target.Id}", "--locals").Output;
        Assert.Contains("        captured = 'in a cell'\n", output, StringComparison.Ordinal);
        Assert.Contains("        items: list, 12 items\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\e", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_versioned_and_names_process_runtime_threads_and_frames()
    {
        using RunningProgram target = Targets.StartPython();

        SondeResult result = SondeProgram.Run("dump", $"pid:{target.Id}", "-o", "json");

        JsonElement document = JsonDocument.Parse(result.Bytes).RootElement;
        Assert.Equal("sonde.dev/v1", document.GetProperty("apiVersion").GetString());
        Assert.Equal("StackDump", document.GetProperty("kind").GetString());
        Assert.Equal($"pid:{target.Id}", document.GetProperty("target").GetString());
        JsonElement process = Assert.Single(document.GetProperty("processes").EnumerateArray());
        Assert.Equal(target.Id, process.GetProperty("pid").GetInt32());
        Assert.StartsWith("CPython 3.11", process.GetProperty("runtime").GetString(), StringComparison.Ordinal);
        JsonElement main = process.GetProperty("threads")[0];
        Assert.Equal(target.Id, main.GetProperty("tid").GetInt32());
        Assert.NotEmpty(main.GetProperty("state").GetString()!);
        JsonElement frame = main.GetProperty("frames").EnumerateArray().First(candidate => candidate.GetProperty("function").GetString() == "main");
        Assert.EndsWith("burn.py", frame.GetProperty("file").GetString(), StringComparison.Ordinal);
        Assert.True(frame.GetProperty("line").GetInt32() > 0);
    }

    [Fact]
    public void A_native_process_shows_its_threads()
    {
        using RunningProgram target = Targets.StartNative();

        SondeResult result = SondeProgram.Run("dump", $"pid:{target.Id}");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains($"\n\nprocess {target.Id} burn: native", result.Output, StringComparison.Ordinal);
        Assert.Contains($"thread {target.Id} burn: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_written_in_the_format_of_its_name()
    {
        using RunningProgram target = Targets.StartPython();
        string folder = Directory.CreateTempSubdirectory("sonde-dump-").FullName, path = Path.Combine(folder, "stacks.json");

        SondeResult result = SondeProgram.Run("dump", $"pid:{target.Id}", "-o", path);

        Assert.Empty(result.Output);
        Assert.Equal($"sonde: wrote {path}\n", result.Error);
        Assert.Equal("StackDump", JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.GetProperty("kind").GetString());
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    [Trait("Needs", "runc")]
    public void A_container_shows_all_its_processes()
    {
        using RuncContainer target = RuncContainer.Start(new RuncOptions
        {
            Arguments = [Targets.Python, "/app/burn.py"],
            Files = new Dictionary<string, string> { [Targets.Python] = Targets.Python, ["/app/burn.py"] = Targets.PythonPath },
            Binds = new Dictionary<string, string> { ["/usr/lib"] = "/usr/lib", ["/lib"] = "/usr/lib", ["/lib64"] = "/usr/lib64" },
        });
        target.WaitForLine("ready");

        SondeResult result = SondeProgram.Run("dump", $"container:{target.Id}");

        Assert.True(result.ExitCode == 0, result.ToString());
        Assert.Contains($"\n\nprocess {target.ProcessId} python3.11: CPython 3.11", result.Output, StringComparison.Ordinal);
        Assert.Contains("/app/burn.py:", result.Output, StringComparison.Ordinal);
    }
}
