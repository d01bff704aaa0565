using System.Globalization;
using Sonde.Collectors.Python;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Python;

/// <summary>Threads, tasks and workers have the names that the program gave them.</summary>
[Trait("Needs", "python3.13")]
public sealed class NameTests
{
    public static TheoryData<string> Versions => Interpreters.All;

    public static TheoryData<string> WithTasks => TaskTests.Versions;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Threads_have_the_names_of_the_threading_module(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "states.py", "spin");
        PythonProfile profile = await PythonProfile.SampleAsync(PythonEvent.Wall, rate: 99, samples: 300, program.Id);

        Assert.Equal(
            ["MainThread", "thread in_epoll", "thread in_lock", "thread in_recv", "thread in_sleep", "thread spin"],
            profile.Samples.Select(sample => sample.Thread).Distinct().Order(StringComparer.Ordinal));
        Assert.All(
            profile.Samples.Where(sample => sample.Thread != "MainThread"),
            sample => Assert.Equal($"thread {sample.Leaf.Function}", sample.Thread));
    }

    [Theory]
    [MemberData(nameof(WithTasks))]
    public async Task A_running_task_shows_its_name_and_who_awaits_above_what_is_awaited(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "tasks.py", "busy");
        PythonProfile profile = await PythonProfile.SampleAsync(rate: 199, samples: 200, program.Id);

        IReadOnlyList<PythonSample> burning = [.. profile.Samples.Where(sample => sample.Contains("burn"))];
        Assert.True(burning.Sum(sample => sample.Count) > 100, profile.ToString());
        Assert.All(burning, sample => Assert.Equal(
            ["work_outer", "work_middle", "work_inner", "burn"],
            sample.Frames.Select(frame => frame.Function).SkipWhile(function => function != "work_outer")));
        Assert.All(burning, sample => Assert.Equal("worker", sample.Task));
        Assert.All(profile.Samples.Where(sample => !sample.Contains("work_outer")), sample => Assert.NotEqual("worker", sample.Task));
    }

    [Theory]
    [InlineData("3.11", "fork", "ForkPoolWorker")]
    [InlineData("3.13", "fork", "ForkPoolWorker")]
    [InlineData("3.13", "spawn", "SpawnPoolWorker")]
    public async Task Workers_of_a_pool_are_labelled(string version, string method, string name)
    {
        using RunningProgram program = Interpreters.Start(version, "pool.py", method);
        Eventually.True(() => program.Output.Count(line => line.StartsWith("worker", StringComparison.Ordinal)) == 2, "two workers work");
        int[] children = [.. program.Output.Where(line => line.StartsWith("worker", StringComparison.Ordinal))
            .Select(line => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture))];
        PythonProfile profile = await PythonProfile.SampleAsync(PythonEvent.Wall, rate: 99, samples: 300, [program.Id, .. children]);

        Assert.Equal(
            [$"python{version}", $"python{version} {name}-1", $"python{version} {name}-2"],
            profile.Samples.Where(sample => sample.Process == $"python{version}" ? sample.ProcessId == program.Id : sample.Contains("work"))
                .Select(sample => sample.Process).Distinct().Order(StringComparer.Ordinal));
    }
}
