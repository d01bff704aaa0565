using Sonde.Collectors.Native;
using Sonde.Collectors.Native.Events;
using Sonde.Linux.Perf;
using Sonde.Profiles;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Native;

/// <summary>Time that threads are not on a CPU, of a program that spends it in known ways.</summary>
[Trait("Needs", "perf")]
[Trait("Needs", "root")]
public sealed class OffCpuTests
{
    private const int Milliseconds = 1500;

    [Fact]
    public async Task The_parts_of_a_threads_time_add_up_to_all_of_it()
    {
        string file = Path.GetTempFileName();
        using RunningProgram program = Start(file);
        ProfileView profile = await SampleAsync(program, "wall", 499);
        File.Delete(file);
        double duration = profile.Profile.DurationNanoseconds;
        foreach (string thread in (string[])["holder", "wanter", "reader", "writer", "worker", "disk", "waits"])
        {
            double wall = profile.Samples.Where(sample => sample.Thread == thread).Sum(sample => sample.Nanoseconds);
            Assert.True(Math.Abs((wall / duration) - 1) < 0.04, $"{thread}: {wall / duration}\n{profile}");
        }

        Assert.Equal(SampleType.Wall, profile.Profile.SampleTypes[1]);
        Assert.All(profile.Samples, sample => Assert.NotEqual("", sample.State));
        // A thread that slept all the time is there with its stack, although it never ran.
        Assert.True(TimeOf(profile, "waits", "wait_forever") > 0.9 * duration, profile.ToString());
    }

    [Fact]
    public async Task Waits_have_their_stacks_states_and_wakers()
    {
        string file = Path.GetTempFileName();
        using RunningProgram program = Start(file);
        ProfileView profile = await SampleAsync(program, "off-cpu");
        File.Delete(file);
        double duration = profile.Profile.DurationNanoseconds;
        Assert.Equal(SampleType.OffCpu, profile.Profile.SampleTypes[1]);
        Assert.True(TimeOf(profile, "reader", "read_slow_pipe") > 0.9 * duration, profile.ToString());
        Assert.True(TimeOf(profile, "holder", "hold_lock") > 0.9 * duration, profile.ToString());
        Assert.True(TimeOf(profile, "disk", "write_to_disk") > 0.9 * profile.Samples.Where(sample => sample.Thread == "disk").Sum(sample => sample.Nanoseconds), profile.ToString());
        // The lock is held for three quarters of the time.
        double locked = TimeOf(profile, "wanter", "want_lock", "pthread_mutex_lock") / duration;
        Assert.InRange(locked, 0.5, 0.95);
        // It works a third of its time, and more when it has to wait for a CPU.
        double asleep = profile.Samples
            .Where(sample => sample.Thread == "worker" && sample.Frames.Contains("sleep_and_spend") && sample.State == "sleeping")
            .Sum(sample => sample.Nanoseconds) / duration;
        Assert.InRange(asleep, 0.2, 0.75);
        Assert.Contains(profile.Samples, sample => sample.Thread == "disk" && sample.Frames.Contains("write_to_disk") && sample.State == "disk wait");
        Assert.Contains("sched:sched_switch", profile.Profile.Quality.Notes["off_cpu"], StringComparison.Ordinal);
        Assert.Equal(0, profile.Profile.Quality.Lost);

        Assert.True(WokenBy(profile, "wanter", "pthread_mutex_lock", "holder") > 0.8, profile.ToString());
        Assert.True(WokenBy(profile, "reader", "read_slow_pipe", "writer") > 0.8, profile.ToString());
        // A timer that fires on a CPU without work interrupts no thread of the target: nobody is named then.
        Assert.DoesNotContain(profile.Samples, sample => sample is { Thread: "holder", State: "sleeping" } && sample.Waker is not ("" or "[interrupt]"));
    }

    [Fact]
    public async Task The_wakers_stack_stands_above_the_wait()
    {
        using RunningProgram program = Start();
        NativeEvent chosen = EventSampling.Create("off-cpu", wakerStacks: true);
        ProfileView profile = await EventSampling.RunAsync(program.Id, EventSampling.Options(chosen), 600);
        Assert.True(
            profile.Samples.Any(sample => sample.Thread == "reader" && sample.Frames.Contains("write_slowly")
                && sample.Frames.Contains("[woken by writer]") && sample.Frames.Contains("read_slow_pipe")
                && sample.Frames.ToList().IndexOf("write_slowly") < sample.Frames.ToList().IndexOf("read_slow_pipe")),
            profile.ToString());
    }

    [Fact]
    public async Task Without_tracepoints_the_times_are_the_same_and_the_profile_says_so()
    {
        using RunningProgram program = Start();
        using var none = new TraceEvents(["/no/such/folder"], mayMount: false);
        NativeEvent chosen = EventSampling.Create("off-cpu", none);
        ProfileView profile = await EventSampling.RunAsync(program.Id, EventSampling.Options(chosen), 600);
        double duration = profile.Profile.DurationNanoseconds;
        Assert.True(TimeOf(profile, "reader", "read_slow_pipe") > 0.85 * duration, profile.ToString());
        Assert.Contains(profile.Samples, sample => sample is { Thread: "holder", State: "blocked" });
        Assert.Equal("context-switches", profile.Profile.Quality.Event);
        Assert.Contains("instead of sched:sched_switch", profile.Profile.Quality.Notes["off_cpu"], StringComparison.Ordinal);
        Assert.Contains("tracefs", profile.Profile.Quality.Notes["wakers"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whole_CPUs_give_the_same_times()
    {
        using RunningProgram program = Start();
        NativeCollectorOptions options = EventSampling.Options(EventSampling.Create("off-cpu")) with { MaxEvents = 0 };
        ProfileView profile = await EventSampling.RunAsync(program.Id, options, 800);
        double duration = profile.Profile.DurationNanoseconds;
        Assert.True(TimeOf(profile, "reader", "read_slow_pipe") > 0.85 * duration, profile.ToString());
        Assert.True(TimeOf(profile, "holder", "hold_lock") > 0.85 * duration, profile.ToString());
        Assert.All(profile.Samples, sample => Assert.Equal("waits", sample.Process));
    }

    [Fact]
    public async Task Of_the_whole_machine_threads_that_never_run_are_shown_too()
    {
        using RunningProgram program = Start();
        await using var collector = new NativeCollector(EventSampling.Options(EventSampling.Create("off-cpu")));
        collector.AttachMachine(null);
        using var stop = new CancellationTokenSource();
        Task run = collector.RunAsync(stop.Token);
        await Task.Delay(800, CancellationToken.None);
        await stop.CancelAsync();
        await run;
        var profile = new ProfileView(collector.Finish());
        List<SampleView> waiting = [.. profile.Samples.Where(sample => sample.ProcessId == program.Id && sample.Thread == "waits")];
        double duration = profile.Profile.DurationNanoseconds;
        Assert.True(waiting.Sum(sample => sample.Nanoseconds) > 0.85 * duration, profile.ToString());
        // Of a machine with thousands of threads not all stacks can be read: it is told how many could not.
        Assert.True(waiting.All(sample => sample.Frames.Contains("wait_forever")) || profile.Profile.Quality.Notes.ContainsKey("off_cpu_no_stack"), profile.ToString());
        Assert.Contains(profile.Samples, sample => sample.Frames[0] == "[kernel thread]");
    }

    private static RunningProgram Start(params string[] arguments)
    {
        RunningProgram program = RunningProgram.Start(
            CProgram.Compile("Native/waits.c", "-O1", "-fno-optimize-sibling-calls", "-pthread"), arguments);
        program.WaitForLine("ready");
        return program;
    }

    private static Task<ProfileView> SampleAsync(RunningProgram program, string name, int? rate = null) =>
        EventSampling.RunAsync(program.Id, EventSampling.Options(EventSampling.Create(name), rate), Milliseconds);

    private static double TimeOf(ProfileView profile, string thread, params string[] functions) => profile.Samples
        .Where(sample => sample.Thread == thread && functions.All(sample.Frames.Contains))
        .Sum(sample => sample.Nanoseconds);

    private static double WokenBy(ProfileView profile, string thread, string function, string waker)
    {
        List<SampleView> waits = [.. profile.Samples.Where(
            sample => sample.Thread == thread && sample.Frames.Contains(function) && sample.State is "sleeping")];
        return waits.Where(sample => sample.Waker == waker).Sum(sample => sample.Nanoseconds) / (double)waits.Sum(sample => sample.Nanoseconds);
    }
}
