using System.Diagnostics;
using System.Globalization;
using Sonde.Collectors.Native;
using Sonde.Linux.Procfs;
using Sonde.Profiles;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Native;

/// <summary>Code that programs generate while they run, named by what they write for perf.</summary>
[Trait("Needs", "perf")]
public sealed class GeneratedCodeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_perf_map_names_generated_code()
    {
        using RunningProgram program = Start("map");
        ProfileView profile = await NativeSampling.RunAsync(program.Id, 600);
        File.Delete($"/tmp/perf-{program.Id}.map");
        CheckShares(profile, "generated cold (x)");
        Assert.DoesNotContain(profile.Samples, sample => sample.Frames.Contains("generated_old"));
    }

    [Fact]
    public async Task A_jitdump_file_names_generated_code_with_lines()
    {
        using RunningProgram program = Start("dump");
        ProfileView profile = await NativeSampling.RunAsync(program.Id, 600);
        CheckShares(profile, "generated_cold");
        Profile data = profile.Profile;
        Line[] lines = [.. data.Locations.Select((_, index) => data.LinesOf(new LocationId(index)))
            .Where(lines => lines.Length > 0 && NameOf(data, lines[0]) == "generated_hot").Select(lines => lines[0])];
        Assert.All(lines, line => Assert.Equal("script.js", data.Strings[data.Functions[line.Function.Index].FileName]));
        Assert.Contains(lines, line => line.Number == 8);
    }

    [Fact]
    public async Task Without_either_generated_code_has_addresses()
    {
        using RunningProgram program = Start("silent");
        ProfileView profile = await NativeSampling.RunAsync(program.Id, 200);
        Assert.True(profile.Samples.Where(sample => sample.Frames[0].StartsWith("[jit]+0x", StringComparison.Ordinal)).Sum(sample => sample.Count)
            > 0.9 * profile.Total, profile.ToString());
    }

    [Fact]
    public async Task A_map_of_another_user_is_not_believed()
    {
        using RunningProgram program = Start("silent");
        string path = string.Create(CultureInfo.InvariantCulture, $"/tmp/perf-{program.Id}.map");
        File.WriteAllText(path, "0 ffffffffffff forged\n");
        Process.Start("chown", ["65534", path])!.WaitForExit();
        try
        {
            ProfileView profile = await NativeSampling.RunAsync(program.Id, 100);
            Assert.DoesNotContain(profile.Samples, sample => sample.Frames.Contains("forged"));
            Assert.Contains("belongs to user 65534", profile.Profile.Quality.Notes["jit_symbols"], StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    [Trait("Needs", "runc")]
    public async Task In_a_container_the_map_has_the_inner_number()
    {
        string path = CProgram.Compile("Native/generated.c", "-O1", "-static");
        using RuncContainer container = RuncContainer.Start(new RuncOptions
        {
            Arguments = ["/generated", "map"],
            Files = new Dictionary<string, string> { ["/generated"] = path },
        });
        container.WaitForLine("ready");
        ProfileView profile = await NativeSampling.RunAsync(container.ProcessId, 600);
        Assert.False(File.Exists($"/tmp/perf-{container.ProcessId}.map"));
        CheckShares(profile, "generated cold (x)");
    }

    [Fact]
    public void A_dump_names_generated_code()
    {
        using RunningProgram program = Start("dump");
        ProcessDump dump = new NativeStackDumper().Dump(new ProcessId(program.Id), CancellationToken.None);
        DumpFrame[] frames = [.. dump.Threads.Single().Frames];
        Assert.Contains(frames[0].Function, (string[])["generated_hot", "generated_cold", "main"]);
        Assert.Contains(frames, frame => frame.Function == "main");
    }

    [Fact]
    [Trait("Needs", "node")]
    public async Task Node_names_its_functions()
    {
        string script = Path.Combine(_folder, "fib.js");
        File.WriteAllText(script, "function fibonacci(n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }\nconsole.log('ready'); for (;;) fibonacci(27);\n");
        using RunningProgram program = RunningProgram.Start("node", "--perf-basic-prof", script);
        program.WaitForLine("ready");
        ProfileView profile = await NativeSampling.RunAsync(program.Id, 500);
        File.Delete($"/tmp/perf-{program.Id}.map");
        double share = (double)profile.Samples.Where(sample => sample.Frames.Any(frame => frame.Contains("fibonacci", StringComparison.Ordinal)))
            .Sum(sample => sample.Count) / profile.Total;
        Assert.True(share > 0.9, profile.ToString());
    }

    [Fact]
    [Trait("Needs", "python")]
    public async Task Python_names_its_functions_with_X_perf()
    {
        string script = Path.Combine(_folder, "work.py");
        File.WriteAllText(script, "def inner():\n    return sum(i * i for i in range(1000))\ndef outer():\n    while True:\n        inner()\nprint('ready', flush=True)\nouter()\n");
        using RunningProgram program = RunningProgram.Start(Python.Interpreters.PathOf("3.13"), "-X", "perf", script);
        program.WaitForLine("ready");
        ProfileView profile = await NativeSampling.RunAsync(program.Id, 500);
        // Debian builds the interpreter without frame pointers, so that a stack ends at its innermost Python function.
        double share = profile.ShareOf($"py::inner:{script}") + profile.ShareOf($"py::inner.<locals>.<genexpr>:{script}");
        Assert.True(share > 0.9, profile.ToString());
    }

    private RunningProgram Start(string way)
    {
        var start = new ProcessStartInfo(CProgram.Compile("Native/generated.c", "-O1", "-fno-omit-frame-pointer"), [way]);
        start.Environment["JITDUMP"] = _folder;
        RunningProgram program = RunningProgram.Start(start);
        program.WaitForLine("ready");
        return program;
    }

    private static void CheckShares(ProfileView profile, string cold)
    {
        string text = profile.ToString();
        Assert.True(profile.ShareOf("main") > 0.98, text);
        Assert.True(Math.Abs(profile.LeafShare("generated_hot", "main") - 0.75) < 0.07, text);
        Assert.True(Math.Abs(profile.LeafShare(cold, "main") - 0.25) < 0.07, text);
        Profile data = profile.Profile;
        Assert.Contains(data.Mappings, mapping => data.Strings[mapping.FileName] == WellKnownMappings.Jit);
    }

    private static string NameOf(Profile profile, Line line) => profile.Strings[profile.Functions[line.Function.Index].Name];
}
