using Sonde.Collectors.Native;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Native;

/// <summary>Thousands of threads, and processes that end before anybody could look at them.</summary>
[Trait("Needs", "perf")]
[Trait("Needs", "root")]
public sealed class ScaleTests
{
    [Theory]
    [InlineData("cpu")]
    [InlineData("wall")]
    [InlineData("off-cpu")]
    public async Task Ten_thousand_threads_are_followed(string name)
    {
        const int Threads = 10_000;
        using RunningProgram program = RunningProgram.Start(
            CProgram.Compile("Native/crowd.c", "-O1", "-fno-optimize-sibling-calls", "-pthread"), $"{Threads}");
        program.WaitForLine("ready");
        ProfileView profile = await EventSampling.RunAsync(program.Id, EventSampling.Options(EventSampling.Create(name), name == "off-cpu" ? 0 : 499), 2000);
        Assert.Contains("whole CPUs", profile.Profile.Quality.Notes["scope"], StringComparison.Ordinal);
        Assert.True(profile.Samples.Any(sample => sample.Frames.Contains("take_turn")), profile.ToString());
        Assert.All(profile.Samples, sample => Assert.Equal(program.Id, sample.ProcessId));
        if (name != "cpu")
        {
            double all = profile.Samples.Sum(sample => sample.Nanoseconds);
            double waiting = profile.Samples.Where(sample => sample.Frames.Contains("wait_for_turn")).Sum(sample => sample.Nanoseconds);
            // Stacks may be lost on a busy machine, times are not.
            double unknown = profile.Samples.Where(sample => sample.Frames[0] == "[stack not recorded]").Sum(sample => sample.Nanoseconds);
            Assert.True((waiting + unknown) / all > 0.8 && waiting > 0, profile.ToString());
            Assert.InRange(all / ((double)profile.Profile.DurationNanoseconds * (Threads + 1)), 0.9, 1.05);
            Assert.True(profile.Profile.Quality.Lost < profile.Profile.Quality.Samples, profile.ToString());
            Assert.True(profile.Samples.Select(sample => sample.ThreadId).Distinct().Count() > Threads * 0.98);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Programs_that_live_for_a_millisecond_keep_their_names(bool wholeMachine)
    {
        const int Programs = 2000, Rate = 1000;
        using RunningProgram program = RunningProgram.Start(CProgram.Compile("Native/storm.c", "-O1", "-static"), $"{Programs}", $"{Rate}");
        program.WaitForLine("ready");
        // A program starts every millisecond: samples of every millisecond would always find it at the same point of its life.
        await using var collector = new NativeCollector(new NativeCollectorOptions { Rate = wholeMachine ? 1279 : 4111, StackBytes = 4096 });
        if (wholeMachine)
            collector.AttachMachine(null);
        else
            collector.Attach(new ProcessId(program.Id));
        using var stop = new CancellationTokenSource();
        Task run = collector.RunAsync(stop.Token);
        await program.Process.StandardInput.WriteLineAsync();
        await program.Process.StandardInput.FlushAsync(stop.Token);
        program.WaitForLine("done");
        await stop.CancelAsync();
        await run;
        var profile = new ProfileView(collector.Finish());

        List<SampleView> jobs = [.. profile.Samples.Where(sample => sample.Frames.Contains("short_work"))];
        // Each works for half a millisecond; on a busy machine, samples of whole CPUs may be lost.
        Assert.True(jobs.Select(sample => sample.ProcessId).Distinct().Count() > Programs / 50, profile.ToString());
        Assert.All(jobs, sample => Assert.Matches("^job-[0-9]$", sample.Process));
        Assert.InRange(jobs.Select(sample => sample.Process).Distinct().Count(), 8, 10);
        Assert.All(jobs, sample => Assert.Contains("main", sample.Frames));
    }

    [Fact]
    public async Task A_process_of_the_machine_has_the_label_of_its_container()
    {
        using RunningProgram inside = RunningProgram.Start(SharesTests.Compile("-static")), outside = RunningProgram.Start(SharesTests.Compile("-static"));
        inside.WaitForLine("ready");
        await using var collector = new NativeCollector(new NativeCollectorOptions
        {
            Rate = NativeSampling.Rate,
            ContainerOf = process => process.Value == inside.Id ? "shop/web" : null,
        });
        collector.AttachMachine(null);
        using var stop = new CancellationTokenSource();
        Task run = collector.RunAsync(stop.Token);
        await NativeSampling.WaitAsync(collector, 400);
        await stop.CancelAsync();
        await run;
        var profile = new ProfileView(collector.Finish());
        Assert.Contains(profile.Samples, sample => sample.ProcessId == inside.Id && sample.Frames.Contains("spend_fifty"));
        Assert.Contains(profile.Samples, sample => sample.ProcessId == outside.Id);
        Assert.All(profile.Samples, sample => Assert.Equal(sample.ProcessId == inside.Id ? "shop/web" : "", sample.Container));
        Assert.Contains("whole CPUs", profile.Profile.Quality.Notes["scope"], StringComparison.Ordinal);
    }
}
