using Sonde.Collectors.Python;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Python;

/// <summary>All tasks of asyncio, with what they await.</summary>
[Trait("Needs", "python3.13")]
public sealed class TaskTests
{
    public static TheoryData<string> Versions => [.. Interpreters.All.Select(row => row.Data).Where(version => !Interpreters.IsBefore311(version))];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Waiting_tasks_show_their_chains(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "tasks.py");
        var dumper = new PythonStackDumper(new ProcFileSystem());
        ProcessDump? dump = null;
        Eventually.True(
            () =>
            {
                dump = dumper.Dump(new ProcessId(program.Id), TestContext.Current.CancellationToken);
                return dump.Threads[0].State == "blocked in epoll_wait";
            },
            "the loop waits");

        Assert.Equal(6, dump!.Tasks.Count);
        TaskDump[] events = [.. dump.Tasks.Where(task => task.Frames[^1].Function == "waits_outer")];
        Assert.Equal(4, events.Length);
        Assert.Contains(events, task => task.Name == "waiting");
        Assert.Equal(3, events.Count(task => task.Name.StartsWith("Task-", StringComparison.Ordinal)));
        Assert.All(events, task => Assert.Equal(["Event.wait", "waits_inner", "waits_outer"], task.Frames.Select(frame => frame.Function)));
        Assert.All(events, task => Assert.Equal("waiting", task.State));
        TaskDump dependent = dump.Tasks.Single(task => task.Name == "dependent");
        Assert.Equal("task waiting", dependent.WaitsFor);
        Assert.Equal(["waits_for_task"], dependent.Frames.Select(frame => frame.Function));
        Assert.Equal("5 gathered futures", dump.Tasks.Single(task => task.Frames[^1].Function == "main").WaitsFor);
    }
}
