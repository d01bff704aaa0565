using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Linux.Tests.Procfs;

public sealed class ThreadReaderTests
{
    private static readonly ProcFileSystem Proc = new();
    private static readonly ProcessId Self = new(Environment.ProcessId);

    [Fact]
    public void Threads_that_come_and_go_are_followed()
    {
        using var stats = new ThreadStatReader(Proc, Self);
        using var schedules = new ThreadScheduleReader(Proc, Self);
        Assert.Contains(Self.Value, Ids(stats.RefreshThreads()));
        using var stop = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        int id = 0;
        var worker = new Thread(() =>
        {
            id = NativeThread.Id;
            started.Set();
            stop.Wait(TestContext.Current.CancellationToken);
        });
        worker.Start();
        started.Wait(TestContext.Current.CancellationToken);
        Assert.True(stats.TryRead(new ThreadId(id), out _), "a thread can be read before it is listed");
        Assert.True(schedules.TryRead(new ThreadId(id), out _));
        Assert.Contains(id, Ids(stats.RefreshThreads()));
        Assert.Contains(id, Ids(schedules.RefreshThreads()));
        stop.Set();
        worker.Join();
        Eventually.True(() => !Ids(stats.RefreshThreads()).Contains(id), "the thread is no longer listed");
        Assert.False(stats.TryRead(new ThreadId(id), out _));
        Assert.False(schedules.TryRead(new ThreadId(id), out _));
    }

    [Fact]
    public void A_thread_that_works_gains_time()
    {
        using RunningProgram program = RunningProgram.Start(
            CProgram.CompileText("spinner", "#include <stdio.h>\nint main(void){puts(\"ready\");fflush(stdout);for(;;);}"));
        program.WaitForLine("ready");
        var process = new ProcessId(program.Id);
        var thread = new ThreadId(program.Id);
        using var stats = new ThreadStatReader(Proc, process);
        using var schedules = new ThreadScheduleReader(Proc, process);
        Assert.Equal([program.Id], Ids(stats.RefreshThreads()));
        Assert.True(schedules.TryRead(thread, out ThreadSchedule first));
        Eventually.True(
            () => stats.TryRead(thread, out ThreadActivity now) && now.State == ProcessState.Running && now.UserTicks > 3,
            "the spinner has used CPU");
        Assert.True(schedules.TryRead(thread, out ThreadSchedule later));
        Assert.True(later.RunNanoseconds > first.RunNanoseconds + 1_000_000);
        Assert.True(later.Timeslices >= first.Timeslices);
    }

    [Fact]
    public void A_thread_that_waits_shows_its_system_call()
    {
        using RunningProgram program = RunningProgram.Start(CProgram.CompileText(
            "reader", "#include <stdio.h>\n#include <unistd.h>\nint main(void){puts(\"ready\");fflush(stdout);char c;return read(0,&c,1);}"));
        program.WaitForLine("ready");
        using var calls = new ThreadCallReader(Proc, new ProcessId(program.Id));
        ThreadCall call = default;
        Eventually.True(() => calls.TryRead(new ThreadId(program.Id), out call), "the program waits");
        Assert.Equal(System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture
            == System.Runtime.InteropServices.Architecture.X64 ? 0 : 63, call.Number);
        Assert.Equal(0u, call.FirstArgument);
        Assert.NotEqual(0u, call.StackPointer);
        Assert.True(ThreadCall.TryRead(Proc, new ProcessId(program.Id), new ThreadId(program.Id), out ThreadCall again));
        Assert.Equal(call, again);
    }

    [Theory]
    [InlineData("running\n", false, -1, 0, 0)]
    [InlineData("-1 0x7ffe 0x4010\n", true, -1, 0, 0)]
    [InlineData("202 0x7f00 0x189 0x0 0x55 0x0 0x0 0x7ffe 0x4010\n", true, 202, 0x7f00, 0x55)]
    [InlineData("202 0x7f00 0x189 0x0 0x55 0x0 0x0 0x7ffe\n", false, -1, 0, 0)]
    [InlineData("-1 0x7ffe 0x4010z\n", false, -1, 0, 0)]
    [InlineData("202 0x7f00", false, -1, 0, 0)]
    [InlineData("x 0x7f00 0x0 0x0 0x0\n", false, -1, 0, 0)]
    [InlineData("", false, -1, 0, 0)]
    public void System_calls_are_parsed(string content, bool parses, long number, ulong first, ulong fourth)
    {
        Assert.Equal(parses, ThreadCall.TryParse(System.Text.Encoding.ASCII.GetBytes(content), out ThreadCall call));
        Assert.Equal(parses ? new ThreadCall(number, first, fourth, 0x7ffe, 0x4010) : ThreadCall.None, call);
    }

    [Fact]
    public void A_process_that_ends_has_no_threads()
    {
        RunningProgram program = RunningProgram.Start(CProgram.Compile("Native/waiter.c", "-pthread"));
        program.WaitForLine("ready");
        var process = new ProcessId(program.Id);
        using var stats = new ThreadStatReader(Proc, process);
        Assert.True(stats.TryRead(new ThreadId(program.Id), out ThreadActivity activity));
        Assert.True(activity.State is ProcessState.Sleeping or ProcessState.Running);
        program.Dispose();
        Assert.Equal(0, stats.RefreshThreads().Length);
        Assert.False(stats.TryRead(new ThreadId(program.Id), out _));
        TargetException error = Assert.Throws<TargetException>(() => new ThreadStatReader(Proc, process));
        Assert.Equal(TargetError.Exited, error.Error);
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        using var stats = new ThreadStatReader(Proc, Self);
        using var schedules = new ThreadScheduleReader(Proc, Self);
        int read = ReadAll(stats, schedules);
        Assert.True(read > 0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            read += ReadAll(stats, schedules);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        // Threads of the test runner may come meanwhile and make a table grow; a hundred rounds with an allocation each would be more.
        Assert.True(allocated < 100 * 24, $"{allocated} bytes in 100 rounds, {read} reads");
    }

    [Fact]
    public void What_is_no_content_is_refused()
    {
        Assert.False(ThreadStatReader.TryParse("1 (x) R 1"u8, out _));
        Assert.False(ThreadScheduleReader.TryParse("1 2"u8, out _));
        Assert.True(ThreadScheduleReader.TryParse("451070 54430 2\n"u8, out ThreadSchedule schedule));
        Assert.Equal(new ThreadSchedule(451070, 54430, 2), schedule);
    }

    private static int ReadAll(ThreadStatReader stats, ThreadScheduleReader schedules)
    {
        int read = 0;
        foreach (ThreadId thread in stats.RefreshThreads())
        {
            if (stats.TryRead(thread, out _) && schedules.TryRead(thread, out _))
                read++;
        }

        return read;
    }

    private static int[] Ids(ReadOnlySpan<ThreadId> threads)
    {
        var ids = new int[threads.Length];
        for (int i = 0; i < ids.Length; i++)
            ids[i] = threads[i].Value;
        return ids;
    }
}
