using Sonde.Collectors.Native;
using Sonde.Collectors.Native.Events;
using Sonde.Linux;
using Sonde.Linux.Perf;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Native;

/// <summary>Counters and tracepoints, and names that are none.</summary>
[Trait("Needs", "perf")]
[Trait("Needs", "root")]
public sealed class EventTests
{
    private const string Faults = """
        #include <stdio.h>
        #include <sys/mman.h>
        #include <sys/prctl.h>
        #include <unistd.h>
        __attribute__((noinline)) void touch(char *memory) { for (int i = 0; i < 200; i++) memory[i * 4096] = 1; }
        __attribute__((noinline)) void rename_self(void) { for (int i = 0; i < 300; i++) prctl(PR_SET_NAME, "renamed"); }
        int main(void)
        {
            puts("ready"); fflush(stdout);
            getchar();
            char *memory = mmap(0, 200 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            madvise(memory, 200 * 4096, MADV_NOHUGEPAGE);
            touch(memory);
            rename_self();
            puts("done"); fflush(stdout);
            getchar();
            return 0;
        }
        """;

    [Fact]
    public void Trying_an_event_tells_whether_and_why_not()
    {
        using var tracepoints = new TraceEvents();

        Assert.Null(EventTrial.Run(new EventRequest("page-faults", tracepoints)).Problem);
        Assert.Null(EventTrial.Run(new EventRequest("off-cpu", tracepoints), wholeCpu: true).Problem);
        Assert.Contains("bogus", EventTrial.Run(new EventRequest("bogus", tracepoints)).Problem);
        Assert.Contains("several", EventTrial.Run(new EventRequest("cpu,page-faults", tracepoints)).Problem);
        Assert.Contains("several", EventTrial.Run(new EventRequest("software/config=2/,cpu", tracepoints)).Problem);
        Assert.Contains("no unit 'none'", EventTrial.Run(new EventRequest("none/event=1,umask=2/", tracepoints)).Problem);
    }

    [Theory]
    [InlineData("page-faults", "touch", 200)]
    [InlineData("minor-faults", "touch", 200)]
    [InlineData("syscalls:sys_enter_prctl", "rename_self", 300)]
    [InlineData("page-faults:u", "touch", 200)]
    [InlineData("software/config=2/", "touch", 200)]
    public async Task Events_are_counted_where_they_happen(string name, string function, long count)
    {
        using RunningProgram program = RunningProgram.Start(CProgram.CompileText("faults", Faults, "-O1"));
        program.WaitForLine("ready");
        ProfileView profile = await NativeSampling.RunAsync(
            program.Id, 0, EventSampling.Options(EventSampling.Create(name), rate: 0), async _ =>
            {
                await program.Process.StandardInput.WriteLineAsync();
                await program.Process.StandardInput.FlushAsync();
                program.WaitForLine("done");
            });
        Assert.Equal(0, profile.Profile.Quality.Lost);
        Assert.Equal(count, profile.Samples.Where(sample => sample.Frames.Contains(function)).Sum(sample => sample.Nanoseconds));
        Assert.Equal((name, "count"), (profile.Profile.SampleTypes[1].Type, profile.Profile.SampleTypes[1].Unit));
        Assert.Equal(name, profile.Profile.Quality.Event);
    }

    [Fact]
    public async Task A_sample_of_a_counter_stands_for_as_many_as_the_kernel_says()
    {
        using RunningProgram program = RunningProgram.Start(SharesTests.Compile("-static"));
        program.WaitForLine("ready");
        ProfileView profile = await NativeSampling.RunAsync(
            program.Id, 200, EventSampling.Options(EventSampling.Create("task-clock"), rate: 250));
        // 4 ms each.
        Assert.InRange(profile.Samples.Sum(sample => sample.Nanoseconds) / (double)profile.Total, 3_500_000, 4_500_000);
        Assert.Equal("nanoseconds", profile.Profile.SampleTypes[1].Unit);
    }

    [Theory]
    [InlineData("page-fault", TargetError.NotFound, "did you mean page-faults?")]
    [InlineData("of-cpu", TargetError.NotFound, "did you mean")]
    [InlineData("wednesday", TargetError.NotFound, "events are cpu, off-cpu, wall")]
    [InlineData("sched:sched_swich", TargetError.NotFound, "did you mean sched:sched_switch")]
    [InlineData("../../etc:passwd", TargetError.NotFound, "this kernel has no tracepoint")]
    [InlineData("off-cpu:u", TargetError.Unsupported, "the event off-cpu takes no modifiers")]
    [InlineData("uncore_nowhere_7/cas/", TargetError.Unsupported, "this machine has no unit 'uncore_nowhere_7'")]
    [InlineData("software/event=1/", TargetError.NotFound, "software knows no 'event'")]
    public void Names_that_are_none_are_refused_in_words(string name, TargetError error, string words)
    {
        TargetException refusal = Assert.Throws<TargetException>(() => EventSampling.Create(name));
        Assert.Equal(error, refusal.Error);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void Tracepoints_that_cannot_be_looked_up_say_why()
    {
        using var none = new TraceEvents(["/no/such/folder"], mayMount: false);
        TargetException refusal = Assert.Throws<TargetException>(() => EventSampling.Create("sched:sched_switch", none));
        Assert.Contains("mount -t tracefs", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(TargetError.Unsupported, refusal.Error);
    }

    [Fact]
    public async Task A_counter_that_the_machine_lacks_is_told_as_that()
    {
        await using var collector = new NativeCollector(EventSampling.Options(EventSampling.Create("node-prefetch-misses")));
        TargetException refusal = Assert.Throws<TargetException>(
            () => collector.Attach(new Linux.Procfs.ProcessId(Environment.ProcessId)));
        Assert.Contains("node-prefetch-misses", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("CPU", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tracepoints_are_found_without_a_mount_that_others_see()
    {
        string before = File.ReadAllText("/proc/self/mountinfo");
        using var tracepoints = new TraceEvents([]);
        Assert.Null(tracepoints.Problem);
        Assert.Contains("sched_switch", tracepoints.EventsOf("sched"));
        Assert.Equal(8, tracepoints.TryReadFormat("sched", "sched_switch")?.Find("prev_state")?.Size);
        Assert.Null(tracepoints.TryReadFormat("sched", "sched_switch")?.Find("prev_comm"));
        Assert.Equal(before, File.ReadAllText("/proc/self/mountinfo"));
    }
}
