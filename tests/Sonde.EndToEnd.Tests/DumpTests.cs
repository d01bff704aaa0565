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
        Assert.Matches($@"^process {target.Id} python3\.11: CPython 3\.11\.\d+, 2 threads\n", result.Output);
        Assert.Matches($@"\n  thread {target.Id} python3\.11: ", result.Output);
        Assert.Matches(@"\n    main +/.*burn\.py:\d+\n", result.Output);
        Assert.Matches(@"\n    \w+\.run +/.*threading\.py:\d+\n", result.Output);
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
        Assert.StartsWith($"process {target.Id} burn: native", result.Output, StringComparison.Ordinal);
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
        Assert.StartsWith($"process {target.ProcessId} python3.11: CPython 3.11", result.Output, StringComparison.Ordinal);
        Assert.Contains("/app/burn.py:", result.Output, StringComparison.Ordinal);
    }
}
