using Sonde.Collectors.Python;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Python;

/// <summary>Interpreters that are not a program called python with its symbols: inside of others, stripped, several in a process.</summary>
[Trait("Needs", "python3.13")]
public sealed class EmbeddingTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Interpreters.UnpackedFolder, "roots", "3.9"));

    private const string SharedPython311 = "/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0";

    [Theory]
    [InlineData("application-server", "-Wl,--export-dynamic")] // as extensions need it: the dynamic symbols stay
    [InlineData("python3.9", "-Wl,--no-export-dynamic")] // nothing names _PyRuntime: it is searched for
    public async Task A_stripped_program_with_a_static_interpreter_is_sampled(string name, string option)
    {
        string libraries = Path.Combine(Root, "lib", "x86_64-linux-gnu");
        string program = CProgram.CompileText(
            name, await File.ReadAllTextAsync(TargetSources.PathOf("Python/embed.c"), TestContext.Current.CancellationToken),
            "-s", "-no-pie", $"-I{Path.Combine(Interpreters.UnpackedFolder, "include", "python3.9")}", option,
            Path.Combine(Root, "usr/lib/python3.9/config-3.9-x86_64-linux-gnu/libpython3.9.a"),
            Path.Combine(libraries, "libexpat.so.1"), Path.Combine(libraries, "libz.so.1"), "-lpthread", "-ldl", "-lutil", "-lm");
        using RunningProgram running = RunningProgram.Start("/usr/bin/env", $"PYTHONHOME={Root}/usr", program);
        running.WaitForLine("ready");
        var locator = new RuntimeLocator(new ProcFileSystem());
        PythonRuntime runtime = locator.FindSupported(new ProcessId(running.Id));
        Assert.Equal((3, 9, 2), (runtime.Version.Major, runtime.Version.Minor, runtime.Version.Micro));
        PythonProfile profile = await PythonProfile.SampleAsync(rate: 199, samples: 50, running.Id);

        Assert.True(profile.Share(sample => sample.Leaf.Function == "work") > 0.9, profile.ToString());
    }

    [Theory]
    [InlineData] // libpython as packages have it
    [InlineData("-s", "-Wl,-rpath-link=/none")] // and the program without its own symbols
    public async Task A_program_with_a_shared_interpreter_is_sampled(params string[] flags)
    {
        string program = CProgram.Compile(
            "Python/embed.c", [$"-I{Path.Combine(Interpreters.UnpackedFolder, "include", "python3.11")}", .. flags, SharedPython311]);
        using RunningProgram running = RunningProgram.Start(program);
        running.WaitForLine("ready");
        PythonRuntime runtime = new RuntimeLocator(new ProcFileSystem()).FindSupported(new ProcessId(running.Id));
        Assert.Equal(("3.11", SharedPython311), ($"{runtime.Version.Major}.{runtime.Version.Minor}", runtime.BinaryPath));
        PythonProfile profile = await PythonProfile.SampleAsync(rate: 199, samples: 50, running.Id);

        Assert.True(profile.Share(sample => sample.Leaf.Function == "work") > 0.9, profile.ToString());
    }

    [Theory]
    [InlineData("--symlinks")]
    [InlineData("--copies")] // the interpreter is a file of another name in another place
    public async Task A_program_in_a_virtual_environment_is_sampled(string option)
    {
        string folder = Directory.CreateTempSubdirectory("sonde-venv-").FullName;
        try
        {
            using (RunningProgram venv = RunningProgram.Start(Interpreters.Python311, "-m", "venv", "--without-pip", option, folder))
                Assert.Equal(0, venv.WaitForExit());
            using RunningProgram program = RunningProgram.Start(Path.Combine(folder, "bin", "python"), Interpreters.PathOfScript("threads.py"));
            program.WaitForLine("ready");
            PythonProfile profile = await PythonProfile.SampleAsync(rate: 199, samples: 50, program.Id);

            Assert.True(profile.Share(sample => sample.Contains("busy")) > 0.9, profile.ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Interpreters.All), MemberType = typeof(Interpreters))]
    public async Task All_interpreters_of_a_process_are_sampled(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "subinterpreters.py");
        PythonProfile profile = await PythonProfile.SampleAsync(rate: 199, samples: 150, program.Id);

        Assert.Contains(profile.Samples, sample => sample.Leaf.Function == "in_main");
        Assert.Contains(profile.Samples, sample => sample.Leaf.Function == "in_sub");
        Assert.All(
            profile.Samples.Where(sample => sample.Contains("in_main")),
            sample => Assert.Equal(["<module>", "in_main"], sample.Frames.Select(frame => frame.Function)));
    }

    [Fact]
    public void Versions_are_told_from_other_numbers()
    {
        var found = new List<PythonVersion>();
        VersionTexts.Find("|3.9.2|/root/3.10.13|3.11.0rc2|13.8.1|3.5.1|3.12.1.4|3.9.2|3.8.10+|"u8.ToArray().Select(letter => letter == '|' ? (byte)0 : letter).ToArray(), found);
        Assert.Equal(["3.9.2", "3.10.13", "3.11.0", "3.8.10"], found.Select(version => version.ToString()));
    }
}
