using Sonde.Collectors.Python;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Python;

/// <summary>Who waits for whom.</summary>
[Trait("Needs", "python3.13")]
public sealed class LockTests
{
    public static TheoryData<string> Versions => Interpreters.All;

    /// <summary>Those whose frames tell who is in a <c>with</c> statement.</summary>
    public static TheoryData<string> WithStatements => [.. Interpreters.All.Select(row => row.Data).Where(version => !Interpreters.IsBefore311(version))];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Two_threads_that_want_each_others_RLock_are_a_deadlock(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "deadlock.py", "rlock");
        ProcessDump dump = DumpDeadlocked(program);

        Assert.Equal(["left", "right"], NamesOf(Assert.Single(dump.FindDeadlocks())));
        LockWait left = WaitOf(dump, "left"), right = WaitOf(dump, "right");
        Assert.Equal(("RLock", "owner field", "RLock", "owner field"), (left.Kind, left.Evidence, right.Kind, right.Evidence));
        Assert.NotEqual(left.Address, right.Address);
        Assert.Equal((IdOf(dump, "right"), IdOf(dump, "left")), (left.Owner, right.Owner));
    }

    [Theory]
    [MemberData(nameof(WithStatements))]
    public void Two_threads_in_with_statements_that_want_each_others_Lock_are_a_deadlock(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "deadlock.py", "lock");
        ProcessDump dump = DumpDeadlocked(program);

        Assert.Equal(["left", "right"], NamesOf(Assert.Single(dump.FindDeadlocks())));
        LockWait left = WaitOf(dump, "left"), right = WaitOf(dump, "right");
        Assert.Equal(("Lock", "with statement", "Lock", "with statement"), (left.Kind, left.Evidence, right.Kind, right.Evidence));
        Assert.EndsWith("deadlock.py:22)", left.OwnerPlace, StringComparison.Ordinal);
        Assert.EndsWith("deadlock.py:16)", right.OwnerPlace, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(WithStatements))]
    public void A_thread_that_wants_a_Lock_that_it_has_is_a_deadlock(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "deadlock.py", "self");

        Assert.Equal(["alone"], NamesOf(Assert.Single(DumpDeadlocked(program).FindDeadlocks())));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void A_thread_that_joins_one_that_wants_its_lock_is_a_deadlock(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "deadlock.py", "join");
        ProcessDump dump = DumpDeadlocked(program);

        Assert.Equal(["joined", "joiner"], NamesOf(Assert.Single(dump.FindDeadlocks())));
        Assert.Equal(("end", "join"), (WaitOf(dump, "joiner").Kind, WaitOf(dump, "joiner").Evidence));
    }

    [Theory]
    [MemberData(nameof(WithStatements))]
    public void A_thread_that_gives_up_after_a_time_is_in_no_deadlock(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "deadlock.py", "timed");
        ProcessDump dump = Dump(program, found => found.Threads.Count(thread => thread.Waits is not null) == 2);

        Assert.Empty(dump.FindDeadlocks());
        Assert.Equal((true, false), (WaitOf(dump, "left_timed").IsTimed, WaitOf(dump, "right").IsTimed));
    }

    [Theory]
    [MemberData(nameof(WithStatements))]
    public void A_thread_that_waits_for_one_that_works_is_in_no_deadlock(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "deadlock.py", "none");
        ProcessDump dump = Dump(program, found => found.Threads.Any(thread => thread.Waits is not null));

        Assert.Empty(dump.FindDeadlocks());
        Assert.Equal(IdOf(dump, "keeper"), WaitOf(dump, "waiter").Owner);
    }

    private static ProcessDump DumpDeadlocked(RunningProgram program) => Dump(program, dump => dump.FindDeadlocks().Count > 0);

    private static ProcessDump Dump(RunningProgram program, Func<ProcessDump, bool> isThere)
    {
        var dumper = new PythonStackDumper(new ProcFileSystem());
        ProcessDump? dump = null;
        Eventually.True(
            () => isThere(dump = dumper.Dump(new ProcessId(program.Id), TestContext.Current.CancellationToken)),
            "the threads wait as they should");
        return dump!;
    }

    private static IEnumerable<string> NamesOf(IReadOnlyList<ThreadDump> threads) =>
        threads.Select(thread => thread.Name).Order(StringComparer.Ordinal);

    private static LockWait WaitOf(ProcessDump dump, string name) => dump.Threads.Single(thread => thread.Name == name).Waits!;

    private static ThreadId? IdOf(ProcessDump dump, string name) => dump.Threads.Single(thread => thread.Name == name).Thread;
}
