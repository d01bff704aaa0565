using Sonde.Collectors.Python;
using Sonde.Collectors.Python.Mixed;
using Sonde.Collectors.Session;
using Sonde.Linux.Procfs;
using Sonde.Profiles;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Python;

/// <summary>Processes and code objects that come and go.</summary>
[Trait("Needs", "python3.13")]
public sealed class LifetimeTests
{
    public static TheoryData<string> Versions => Interpreters.Generations;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Samples_of_a_process_that_ends_are_kept(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "ends.py");
        Task<PythonProfile> sampling = PythonProfile.SampleAsync(rate: 199, samples: long.MaxValue, program.Id);
        await program.Process.StandardInput.WriteLineAsync();
        await program.Process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        PythonProfile profile = await sampling;

        Assert.Equal(0, program.WaitForExit());
        Assert.True(profile.Share(sample => sample.Contains("work")) > 0.9, profile.ToString());
        Assert.True(profile.Total > 20, profile.ToString());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task A_process_that_executes_another_program_is_no_longer_sampled(string version)
    {
        string other = CProgram.CompileText("spin", "int main(void) { for (;;) { } }", "-static");
        using RunningProgram program = Interpreters.Start(version, "ends.py", other);
        var proc = new ProcFileSystem();
        var process = new ProcessId(program.Id);
        await using var collector = new PythonCollector(proc, 199);
        collector.Attach(process);
        using var stop = new CancellationTokenSource();
        Task run = collector.RunAsync(stop.Token);
        await program.Process.StandardInput.WriteLineAsync();
        await program.Process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        Eventually.True(() => proc.TryReadExecutablePath(process) == other, "exec");
        long taken = collector.SamplesTaken;
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.InRange(collector.SamplesTaken, taken, taken + 1);
        Assert.False(collector.Recognises(process));
        collector.Detach(process);
        await stop.CancelAsync();
        await run;

        Assert.Contains(new PythonProfile(collector.Finish()).Samples, sample => sample.Contains("work"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_process_that_becomes_the_same_program_again_is_sampled_on(bool withNativeFrames)
    {
        using RunningProgram program = Interpreters.Start("3.13", "again.py");
        var proc = new ProcFileSystem();
        ICollector collector = withNativeFrames
            ? new MixedCollector(new MixedCollectorOptions { Rate = 499 }, proc)
            : new PythonCollector(proc, 499);
        using var family = new ProcessFamily(proc, new ProcessId(program.Id));
        using var stop = new CancellationTokenSource();
        await using var session = new ProfileSession([collector], family, proc, new SessionOptions());
        Task<SessionResult> run = session.RunAsync(stop.Token);
        Eventually.True(() => collector.SamplesTaken > 20, "samples of the first");
        await program.Process.StandardInput.WriteLineAsync();
        await program.Process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        program.WaitForLine("again");
        long before = collector.SamplesTaken;
        Eventually.True(() => collector.SamplesTaken > before + 50 || run.IsCompleted, "samples of the second");
        await stop.CancelAsync();
        Profile profile = (await run).Profile;

        string[] seen = [.. profile.Functions.Select(function => profile.Strings[function.Name])];
        Assert.Contains("first", seen);
        Assert.Contains("again", seen);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Code_that_is_made_and_freed_all_the_time_is_never_misnamed(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "generated.py");
        PythonProfile profile = await PythonProfile.SampleAsync(rate: 1000, samples: 3000, program.Id);

        int seen = 0;
        foreach (PythonSample sample in profile.Samples)
        {
            Assert.Equal("<module>", sample.Frames[0].Function);
            for (int i = 1; i < sample.Frames.Count; i++)
            {
                PythonFrameView frame = sample.Frames[i];
                if (frame.Function == "run")
                    continue;
                Assert.Equal("run", sample.Frames[i - 1].Function);
                if (frame.Function == "<module>")
                    continue; // the module that defines the function
                Assert.Equal('f', frame.Function[0]);
                int number = int.Parse(frame.Function[1..], System.Globalization.CultureInfo.InvariantCulture);
                int firstLine = (number % 50) + 1;
                Assert.Equal((firstLine, $"<made{number}>"), (frame.StartLine, frame.File));
                Assert.InRange(frame.Line, firstLine, firstLine + 3);
                Assert.Equal(16, sample.Frames[i - 1].Line);
                seen++;
            }
        }

        Assert.True(seen > 100, profile.ToString());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void Sampling_allocates_nothing_once_it_knows_the_program(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "shares.py");
        var collector = new PythonCollector(new ProcFileSystem(), 1000);
        collector.Attach(new ProcessId(program.Id));
        long before = 0;
        Eventually.True(
            () =>
            {
                // Every place of the program has been seen when 500 samples bring nothing new.
                before = GC.GetAllocatedBytesForCurrentThread();
                long target = collector.SamplesTaken + 500;
                while (collector.SamplesTaken < target && program.Process is { HasExited: false })
                    collector.Tick();
                return GC.GetAllocatedBytesForCurrentThread() - before <= 8192;
            },
            "ticks without allocation");
    }
}
