using Sonde.Collectors.Native;
using Sonde.Linux;
using Sonde.Linux.Procfs;
using Sonde.Profiles;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Native;

/// <summary>Processes that fork, exec, end, or belong to somebody else after a while.</summary>
[Trait("Needs", "perf")]
public sealed class LifecycleTests
{
    [Fact]
    public async Task A_child_is_followed_through_its_exec()
    {
        string program = CProgram.Compile("Native/forkexec.c", SharesTests.FramePointers);
        using RunningProgram parent = RunningProgram.Start(program, SharesTests.Compile("-static"));
        parent.WaitForLine("ready");
        int child = 0;
        ProfileView profile = await NativeSampling.RunAsync(parent.Id, 0, meanwhile: async collector =>
        {
            await NativeSampling.WaitAsync(collector, 100);
            await parent.Process.StandardInput.WriteLineAsync();
            await parent.Process.StandardInput.FlushAsync();
            child = int.Parse(parent.WaitForLine("child").Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
            Eventually.True(() => new ProcFileSystem().TryReadName(new ProcessId(child)) == "shares", "exec");
            await NativeSampling.WaitAsync(collector, collector.SamplesTaken + 400);
        });
        Assert.True(profile.Samples.Any(sample => Is(sample, parent.Id, "forkexec", "before_exec")), profile.ToString());
        Assert.True(profile.Samples.Any(sample => Is(sample, parent.Id, "forkexec", "after_fork")), profile.ToString());
        Assert.True(profile.Samples.Any(sample => Is(sample, child, "forkexec", "in_child")), profile.ToString());
        Assert.True(profile.Samples.Any(sample => Is(sample, child, "shares", "spend_fifty")), profile.ToString());
        Assert.DoesNotContain(profile.Samples, sample => Is(sample, child, "shares", "in_child"));
        Assert.DoesNotContain(profile.Samples, sample => Is(sample, child, "forkexec", "spend_fifty"));

        static bool Is(SampleView sample, int process, string name, string function) =>
            sample.ProcessId == process && sample.Process == name && sample.Frames.Contains(function);
    }

    [Fact]
    public async Task What_was_sampled_of_a_program_that_dies_is_kept_and_named()
    {
        using RunningProgram program = RunningProgram.Start(SharesTests.Compile());
        program.WaitForLine("ready");
        ProfileView profile = await NativeSampling.RunAsync(program.Id, 0, meanwhile: async collector =>
        {
            await NativeSampling.WaitAsync(collector, 200);
            program.Process.Kill();
            program.WaitForExit();
        });
        Assert.True(profile.Total >= 200);
        Assert.True(profile.ShareOf("main") > 0.95, profile.ToString());
        Assert.True(profile.ShareOf("spend_fifty") > 0.3, profile.ToString());
    }

    [Fact]
    public async Task A_removed_program_file_still_gives_names()
    {
        string copy = Path.Combine(Path.GetTempPath(), $"sonde-removed-{Guid.NewGuid():N}");
        File.Copy(SharesTests.Compile(), copy);
        using RunningProgram program = RunningProgram.Start(copy);
        program.WaitForLine("ready");
        File.Delete(copy);
        ProfileView profile = await NativeSampling.RunAsync(program.Id, 200);
        Assert.True(profile.ShareOf("spend_fifty") > 0.3, profile.ToString());
    }

    [Fact]
    public async Task A_detached_process_gives_no_more_samples()
    {
        using RunningProgram first = RunningProgram.Start(SharesTests.Compile());
        using RunningProgram second = RunningProgram.Start(SharesTests.Compile());
        first.WaitForLine("ready");
        second.WaitForLine("ready");
        long firstSamples = 0;
        ProfileView profile = await NativeSampling.RunAsync(first.Id, 0, meanwhile: async collector =>
        {
            await NativeSampling.WaitAsync(collector, 100);
            collector.Detach(new ProcessId(first.Id));
            firstSamples = collector.SamplesTaken;
            collector.Attach(new ProcessId(second.Id));
            await NativeSampling.WaitAsync(collector, firstSamples + 100);
        });
        Assert.Equal(firstSamples, profile.Samples.Where(sample => sample.ProcessId == first.Id).Sum(sample => sample.Count));
        Assert.True(profile.Samples.Where(sample => sample.ProcessId == second.Id).Sum(sample => sample.Count) >= 100);
    }

    [Fact]
    public async Task Attaching_twice_counts_once()
    {
        using RunningProgram program = RunningProgram.Start(SharesTests.Compile("-static"));
        program.WaitForLine("ready");
        var proc = new ProcFileSystem();
        var id = new ProcessId(program.Id);
        ulong before = proc.TryReadStat(id)!.UserTicks + proc.TryReadStat(id)!.SystemTicks;
        ProfileView profile = await NativeSampling.RunAsync(program.Id, 400, meanwhile: collector =>
        {
            collector.Attach(id);
            collector.Attach(id);
            return Task.CompletedTask;
        });
        ulong after = proc.TryReadStat(id)!.UserTicks + proc.TryReadStat(id)!.SystemTicks;
        double kernel = (after - before) / (double)ProcessStat.TicksPerSecond;
        Assert.True(profile.Samples.Sum(sample => sample.Nanoseconds) / 1e9 < (kernel * 1.2) + 0.05);
    }

    [Fact]
    public async Task Processes_that_cannot_be_sampled_are_refused_in_words()
    {
        await using var collector = new NativeCollector(new NativeCollectorOptions());
        Assert.Equal(TargetError.KernelThread, Assert.Throws<TargetException>(() => collector.Attach(new ProcessId(2))).Error);
        Assert.Equal(
            TargetError.NotFound, Assert.Throws<TargetException>(() => collector.Attach(new ProcessId(4_000_000))).Error);
        Assert.False(collector.Recognises(new ProcessId(2)));
        Assert.False(collector.Recognises(new ProcessId(4_000_000)));
        Assert.True(collector.Recognises(new ProcessId(Environment.ProcessId)));
        Profile profile = collector.Finish();
        Assert.Equal(0, profile.SampleCount);
    }
}
