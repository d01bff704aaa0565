using Sonde.Collectors.Native;
using Sonde.Linux;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Native;

/// <summary>One stack of each thread of real programs, in every state.</summary>
[Trait("Needs", "perf")]
public sealed class NativeStackDumperTests
{
    [Theory]
    [InlineData("-O1")]
    [InlineData("-O1", "-static")]
    [InlineData("-O2", "-fno-optimize-sibling-calls", "-fomit-frame-pointer")]
    public void Waiting_and_running_threads_have_complete_stacks(params string[] flags)
    {
        using RunningProgram program = Start("Native/blocked.c", flags);
        ProcessDump dump = DumpSettled(program.Id, 4);
        Assert.Equal("blocked", dump.Name);
        Assert.Equal("native", dump.Runtime);
        Check("blocked", "blocked in read", "read", "read_inner", "read_outer", "main");
        Check("sleeper", "blocked in clock_nanosleep", "clock_nanosleep", "sleep_inner", "sleep_outer", "sleeper");
        Check("locked", "blocked in futex", "lock_inner", "lock_outer", "locked");
        ThreadDump busy = dump.Threads.Single(thread => thread.Name == "busy");
        Assert.Equal("running", busy.State);
        Assert.Equal(["busy_inner", "busy_outer", "busy"], busy.Frames.Select(frame => frame.Function).Take(3));
        Assert.Null(busy.Note);
        Assert.Equal(program.Id, dump.Threads[0].Thread.Value);

        void Check(string thread, string state, params string[] functions)
        {
            ThreadDump found = dump.Threads.Single(candidate => candidate.Name == thread);
            Assert.Equal(state, found.State);
            // Inner functions of libc may stand between: what is asked for must come in this order.
            string[] names = [.. found.Frames.Select(frame => frame.Function).Where(functions.Contains).Distinct()];
            Assert.True(functions.SequenceEqual(names), $"{thread}: {string.Join(" < ", found.Frames.Select(frame => frame.Function))} ({found.Note})");
        }
    }

    [Theory]
    [InlineData("-pie")]
    [InlineData("-static")]
    public void Without_frame_pointers_and_direct_calls_stacks_are_complete(string flag)
    {
        using RunningProgram program = Start(
            "Native/indirect.c", "-O2", "-fno-optimize-sibling-calls", "-fomit-frame-pointer", "-momit-leaf-frame-pointer", flag);
        ProcessDump dump = DumpSettled(program.Id, 4);
        Check("indirect", "blocked in poll", "poll_inner", "main");
        Check("sleeper", "blocked in clock_nanosleep", "sleep_inner", "sleeper");
        Check("locked", "blocked in futex", "lock_inner", "locked");
        Check("busy", "running", "busy_inner", "busy");

        void Check(string thread, string state, string inner, string first)
        {
            ThreadDump found = dump.Threads.Single(candidate => candidate.Name == thread);
            string[] names = [.. found.Frames.Select(frame => frame.Function)];
            string text = $"{thread}: {string.Join(" < ", names)} ({found.Note})";
            Assert.Equal(state, found.State);
            Assert.True(found.Note is null, text);
            int start = Array.IndexOf(names, inner);
            Assert.True(state == "running" ? start == 0 : start > 0, text);
            Assert.True(names[start..].Take(3).SequenceEqual([inner, "outer", first]), text);
            // What called it is the libc's, and there is nothing of the program's any more.
            Assert.True(names.Length > start + 3 && names.Count(name => name is "outer" or "main") == (first == "main" ? 2 : 1), text);
        }
    }

    [Fact]
    public void Frames_tell_their_module()
    {
        using RunningProgram program = Start("Native/blocked.c", "-O1");
        ThreadDump main = DumpSettled(program.Id, 4).Threads[0];
        Assert.EndsWith("libc.so.6", main.Frames[0].Module, StringComparison.Ordinal);
        Assert.Equal(program.Process.MainModule!.FileName, main.Frames.Single(frame => frame.Function == "main").Module);
        Assert.Null(main.Note);
    }

    [Fact]
    public void The_target_runs_on_untouched()
    {
        using RunningProgram program = Start("Native/blocked.c", "-O1");
        _ = DumpSettled(program.Id, 4);
        ProcessStatus status = new ProcFileSystem().TryReadStatus(new ProcessId(program.Id))!;
        Assert.Equal(0, status.Tracer.Value);
        Assert.False(program.Process.HasExited);
    }

    [Fact]
    public void Processes_without_memory_are_refused_in_words()
    {
        var dumper = new NativeStackDumper();
        Assert.Equal(
            TargetError.KernelThread,
            Assert.Throws<TargetException>(() => dumper.Dump(new ProcessId(2), CancellationToken.None)).Error);
        Assert.Equal(
            TargetError.NotFound,
            Assert.Throws<TargetException>(() => dumper.Dump(new ProcessId(4_000_000), CancellationToken.None)).Error);
    }

    [Theory]
    [InlineData(0, "read")]
    [InlineData(202, "futex")]
    [InlineData(230, "clock_nanosleep")]
    [InlineData(334, "rseq")]
    [InlineData(335, "system call 335")]
    [InlineData(424, "pidfd_send_signal")]
    [InlineData(449, "futex_waitv")]
    [InlineData(9999, "system call 9999")]
    [InlineData(-1, "system call -1")]
    public void System_calls_have_names(long number, string name) => Assert.Equal(name, SystemCallNames.Get(number));

    // Threads need a moment until they stand where they are to be seen, and a busy machine may give the running one no CPU.
    private static ProcessDump DumpSettled(int process, int threads)
    {
        ProcessDump? dump = null;
        Eventually.True(
            () =>
            {
                dump = new NativeStackDumper().Dump(new ProcessId(process), CancellationToken.None);
                return dump.Threads.Count == threads && dump.Threads.Any(thread => thread.Name == "busy")
                    && dump.Threads.All(thread => thread.Frames.Count > 0
                        && (thread.Name == "busy" || thread.State.StartsWith("blocked in", StringComparison.Ordinal)));
            },
            "all threads settled");
        return dump!;
    }

    private static RunningProgram Start(string source, params string[] flags)
    {
        RunningProgram program = RunningProgram.Start(
            CProgram.Compile(source, ["-pthread", "-fno-omit-frame-pointer", "-mno-omit-leaf-frame-pointer", .. flags]));
        program.WaitForLine("ready");
        return program;
    }
}
