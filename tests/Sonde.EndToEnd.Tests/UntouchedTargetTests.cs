using Sonde.TestTargets;

namespace Sonde.EndToEnd.Tests;

/// <summary>A profiler that is killed leaves nothing behind in its target.</summary>
[Trait("Needs", "root")]
[Trait("Needs", "perf")]
public sealed class UntouchedTargetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-untouched-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Kill_9_leaves_a_native_target_running_and_untouched()
    {
        using RunningProgram target = Targets.StartNative();
        KillHalfWay(target);
    }

    [Fact]
    public void Kill_9_leaves_a_python_target_running_and_untouched()
    {
        using RunningProgram target = Targets.StartPython();
        KillHalfWay(target);
    }

    [Fact]
    public void Kill_9_leaves_a_python_target_running_whose_native_frames_were_read()
    {
        using RunningProgram target = Targets.StartPython();
        KillHalfWay(target, "--native");
    }

    [Theory]
    [InlineData("wall")]
    [InlineData("gil")]
    public void Kill_9_leaves_a_python_target_running_and_untouched_whatever_is_sampled(string chosen)
    {
        using RunningProgram target = Targets.StartPython();
        KillHalfWay(target, "--event", chosen);
    }

    private void KillHalfWay(RunningProgram target, params string[] options)
    {
        SortedDictionary<int, string> filesBefore = Observed.FilesOf(target.Id);
        string cgroupsBefore = Observed.CgroupsOf(target.Id), threadsBefore = Observed.StatusOf(target.Id, "Threads");
        using RunningProgram sonde =
            SondeProgram.Start(["profile", $"pid:{target.Id}", "-d", "60s", "-o", Path.Combine(_folder, "never.pb.gz"), .. options]);
        Observed.WaitUntilSampling(sonde);
        target.WaitForLine($"round {target.Output.Count + 10}");
        Assert.Equal("0", Observed.StatusOf(target.Id, "TracerPid"));

        Signals.Send(sonde.Id, Signals.Kill);
        Assert.Equal(128 + Signals.Kill, sonde.WaitForExit());

        Assert.Equal(filesBefore, Observed.FilesOf(target.Id));
        Assert.Equal(cgroupsBefore, Observed.CgroupsOf(target.Id));
        Assert.Equal(threadsBefore, Observed.StatusOf(target.Id, "Threads"));
        Assert.Equal("0", Observed.StatusOf(target.Id, "TracerPid"));
        Assert.DoesNotContain("T (", Observed.StatusOf(target.Id, "State"), StringComparison.Ordinal);
        target.WaitForLine($"round {target.Output.Count + 10}");
        Assert.Empty(Directory.GetFiles(_folder));
    }
}
