using Sonde.Collectors.Python;
using Sonde.Linux;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Python;

/// <summary>What is Python, which version, and what is said when its stacks cannot be read.</summary>
[Trait("Needs", "python3.13")]
public sealed class RecognitionTests
{
    /// <summary>What of an interpreter of another version is seen from outside.</summary>
    private const string OtherVersion = """
        const unsigned long Py_Version = 0x03070df0;
        __attribute__((section(".PyRuntime"))) char _PyRuntime[64] = { 1 };
        int main(void) { for (;;) pause(); }
        """;

    public static TheoryData<string> Versions => Interpreters.All;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_supported_interpreter_is_recognised(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "blocked.py");
        await using var collector = new PythonCollector(new ProcFileSystem(), 99);
        Assert.True(collector.Recognises(new ProcessId(program.Id)));
        Assert.Null(collector.UnsupportedReason(new ProcessId(program.Id)));
        Assert.StartsWith(
            $"CPython {version}.", new PythonStackDumper(new ProcFileSystem()).Dump(new ProcessId(program.Id), TestContext.Current.CancellationToken).Runtime,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_program_is_not_Python()
    {
        using RunningProgram program = RunningProgram.Start("/bin/sleep", "1000");
        var process = new ProcessId(program.Id);
        await using var collector = new PythonCollector(new ProcFileSystem(), 99);
        Assert.False(collector.Recognises(process));
        Assert.Equal($"process {process} does not run Python", collector.UnsupportedReason(process));
        TargetException error = Assert.Throws<TargetException>(() => collector.Attach(process));
        Assert.Equal((TargetError.Unsupported, $"process {process} does not run Python"), (error.Error, error.Message));
    }

    [Theory]
    [InlineData("python3.7")]
    [InlineData("app-with-python-inside")]
    public async Task Another_version_says_so_and_is_left_to_native_sampling(string name)
    {
        string path = CProgram.CompileText(name, "#include <unistd.h>\n" + OtherVersion, "-rdynamic");
        using RunningProgram program = RunningProgram.Start(path);
        var process = new ProcessId(program.Id);
        var proc = new ProcFileSystem();
        Eventually.True(() => proc.TryReadExecutablePath(process) == path, "exec");
        await using var collector = new PythonCollector(proc, 99);
        Assert.True(collector.Recognises(process));
        string reason = $"the stacks of CPython 3.7 cannot be read, only those of CPython {PythonLayouts.Range}";
        Assert.Equal(reason, collector.UnsupportedReason(process));
        TargetException error = Assert.Throws<TargetException>(() => collector.Attach(process));
        Assert.Equal($"process {process}: {reason}", error.Message);
        error = Assert.Throws<TargetException>(() => new PythonStackDumper(proc).Dump(process, TestContext.Current.CancellationToken));
        Assert.Equal(TargetError.Unsupported, error.Error);
    }

    [Fact]
    public async Task A_process_that_is_gone_says_so()
    {
        RunningProgram program = RunningProgram.Start("/bin/sleep", "1000");
        program.Dispose();
        await using var collector = new PythonCollector(new ProcFileSystem(), 99);
        Assert.False(collector.Recognises(new ProcessId(program.Id)));
        TargetException error = Assert.Throws<TargetException>(() => collector.Attach(new ProcessId(program.Id)));
        Assert.Equal(TargetError.NotFound, error.Error);
    }

    [Fact]
    public void Names_of_interpreters_are_told_from_others()
    {
        Assert.All(
            (string[])["/usr/bin/python3.11", "/opt/x/python", "/usr/bin/python3", "libpython3.13.so.1.0", "/lib/libpython3.13t.so.1.0",
                "/usr/bin/python2.7", "/usr/lib/libpython3.7m.so.1.0", "python3.12-dbg"],
            name => Assert.True(RuntimeLocator.IsPythonName(name), name));
        Assert.All(
            (string[])["/usr/bin/python3-config", "/usr/bin/pythond", "/usr/bin/ipython", "libpythonic.so", "/usr/bin/python3/tool"],
            name => Assert.False(RuntimeLocator.IsPythonName(name), name));
    }
}
