using Sonde.Collectors.Python;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Python;

/// <summary>What every thread is doing, waiting ones included.</summary>
[Trait("Needs", "python3.13")]
public sealed class DumpTests
{
    public static TheoryData<string> Versions => Interpreters.All;

    [Theory]
    [MemberData(nameof(Versions))]
    public void Each_blocked_thread_shows_the_line_that_blocks(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "blocked.py");
        var dumper = new PythonStackDumper(new ProcFileSystem());
        ProcessDump dump = dumper.Dump(new ProcessId(program.Id), TestContext.Current.CancellationToken);
        Eventually.True(
            () =>
            {
                dump = dumper.Dump(new ProcessId(program.Id), TestContext.Current.CancellationToken);
                return dump.Threads[0] is { State: "blocked in futex", BlockedFor.TotalMilliseconds: > 100 }
                    && dump.Threads.All(thread => thread.State.StartsWith("blocked", StringComparison.Ordinal));
            },
            "all threads wait");

        Assert.Equal(6, dump.Threads.Count);
        Assert.Equal(program.Id, dump.Threads[0].Thread.Value);
        string[] source = File.ReadAllLines(Interpreters.PathOfScript("blocked.py"));
        foreach ((string function, string mark, string state) in (IEnumerable<(string, string, string)>)
            [("in_sleep", "# sleep", Interpreters.IsBefore311(version) ? "p?select6?" : "clock_nanosleep"),
             ("in_read", "# read", "read"), ("in_poll", "# poll", "p?poll"),
             ("in_lock", "# inner", "futex"), ("in_lock.<locals>.inner", "# lock", "futex"), ("<module>", "# main", "futex")])
        {
            string name = Interpreters.NameOf(version, function);
            ThreadDump thread = Assert.Single(dump.Threads, thread => thread.Frames.Any(frame =>
                frame.Function == name && frame.File == Interpreters.PathOfScript("blocked.py")));
            DumpFrame frame = thread.Frames.First(frame => frame.Function == name);
            Assert.EndsWith(mark, source[frame.Line - 1], StringComparison.Ordinal);
            Assert.Equal(Interpreters.PathOfScript("blocked.py"), frame.File);
            Assert.Matches($"^blocked in {state}$", thread.State);
            Assert.Null(thread.Note);
            Assert.Equal(function == "<module>" ? "MainThread" : null, thread.Name == "MainThread" ? thread.Name : null);
        }

        // accept() is a method of a Python class, which calls C.
        ThreadDump accept = Assert.Single(dump.Threads, thread => thread.Frames.Any(frame => frame.Function == "in_accept"));
        string[] expected = ["socket.accept", "in_accept", "Thread.run", "Thread._bootstrap_inner", "Thread._bootstrap"];
        Assert.Equal(expected.Select(name => Interpreters.NameOf(version, name)),
            accept.Frames.Select(frame => frame.Function));
        Assert.Equal("[python]", accept.Frames[0].Module);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_thread_that_works_is_shown_and_holds_the_GIL(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "threads.py");
        var dumper = new PythonStackDumper(new ProcFileSystem());
        ThreadDump? busy = null;
        Eventually.True(
            () =>
            {
                ProcessDump dump = dumper.Dump(new ProcessId(program.Id), TestContext.Current.CancellationToken);
                // The last thread may still be starting: it has no Python state then.
                busy = dump.Threads.SingleOrDefault(thread => thread.Frames.Any(frame => frame.Function == "busy"));
                return dump.Threads.Count == 151 && dump.Threads.All(thread => thread.Frames.Count > 0) && busy?.State == "running, holds the GIL";
            },
            "all 151 threads have frames, and the working one holds the GIL");
        Assert.Null(busy!.Note);
    }
}
