using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Linux.Tests.Procfs;

public sealed class ProcFileSystemTests
{
    private static readonly ProcFileSystem Proc = new();
    private static readonly ProcessId Self = new(Environment.ProcessId);

    [Fact]
    public void This_process_reads_as_it_is()
    {
        ProcessStat stat = Proc.TryReadStat(Self)!;
        Assert.Equal(Self.Value, stat.Id);
        Assert.False(stat.IsKernelThread);
        ProcessStatus status = Proc.TryReadStatus(Self)!;
        Assert.Equal(Self, status.ThreadGroup);
        Assert.Equal(stat.ParentProcess, status.ParentProcess);
        Assert.Equal(Self.Value, status.NamespaceProcessIds[0]);
        Assert.True(status.ResidentBytes > 1 << 20);
        Assert.Equal(Environment.ProcessPath, Proc.TryReadExecutablePath(Self));
        Assert.Contains(Self, Proc.EnumerateProcesses());
    }

    [Fact]
    public void The_last_ID_changes_when_a_process_begins()
    {
        int? before = Proc.TryReadLastId();
        using (RunningProgram program = RunningProgram.Start("/bin/true"))
            program.WaitForExit();

        Assert.NotNull(before);
        Assert.NotEqual(before, Proc.TryReadLastId());
    }

    [Fact]
    public void Of_another_PID_namespace_the_last_ID_is_not_known() => Assert.Null(new ProcFileSystem(Path.GetTempPath()).TryReadLastId());

    [Fact]
    public void Mappings_of_this_process_hold_its_libraries()
    {
        IReadOnlyList<MemoryMap> maps = Proc.ReadMaps(Self);
        Assert.Contains(maps, map => map.IsExecutable && map.Path.EndsWith("/libcoreclr.so", StringComparison.Ordinal));
        Assert.Contains(maps, map => map.Path == "[vdso]" && map.IsAnonymous);
        Assert.All(maps.Zip(maps.Skip(1)), pair => Assert.True(pair.First.End.Value <= pair.Second.Start.Value));
    }

    [Fact]
    public void What_has_gone_reads_as_nothing()
    {
        var gone = new ProcessId(int.MaxValue);
        Assert.Null(Proc.TryReadStat(gone));
        Assert.Null(Proc.TryReadThreadStat(gone, new ThreadId(1)));
        Assert.Null(Proc.TryReadStatus(gone));
        Assert.Null(Proc.TryReadName(gone));
        Assert.Null(Proc.TryReadCommandLine(gone));
        Assert.Null(Proc.TryReadExecutablePath(gone));
        Assert.Null(Proc.TryReadWaitChannel(gone, new ThreadId(1)));
        Assert.Empty(Proc.ReadThreads(gone));
        Assert.Empty(Proc.ReadMaps(gone));
        Assert.Empty(Proc.ReadChildren(gone));
        Assert.False(Proc.Exists(gone));
    }

    [Fact]
    public void Threads_children_and_names_of_a_program()
    {
        using RunningProgram program = RunningProgram.Start(CProgram.Compile("Native/waiter.c", "-pthread"), "thread", "fork");
        int child = Number(program.WaitForLine("child"));
        program.WaitForLine("ready");
        var process = new ProcessId(program.Id);
        Eventually.True(() => program.Output.Any(line => line.StartsWith("thread", StringComparison.Ordinal)), "the thread tells its ID");
        var thread = new ThreadId(Number(program.Output.Single(line => line.StartsWith("thread", StringComparison.Ordinal))));
        Assert.Equal([new ThreadId(program.Id), thread], Proc.ReadThreads(process));
        Assert.Equal("a worker", Proc.TryReadThreadName(process, thread));
        Assert.Equal("waiter", Proc.TryReadName(process));
        Assert.Equal([new ProcessId(child)], Proc.ReadChildren(process));
        Assert.Equal(process, Proc.TryReadStat(new ProcessId(child))!.ParentProcess);
        Eventually.True(() => Proc.TryReadThreadStat(process, thread)!.State == ProcessState.Sleeping, "the thread sleeps");
        Assert.Equal(["thread", "fork"], Proc.TryReadCommandLine(process)!.Skip(1));
    }

    [Theory]
    [InlineData("a b (c) d")]
    [InlineData(") R 1 2 3 (")]
    [InlineData("line\nend")]
    [InlineData("umlaut äöü")]
    [InlineData("ends\n")]
    public void A_program_may_call_itself_anything(string name)
    {
        using RunningProgram program = RunningProgram.Start(CProgram.Compile("Native/waiter.c", "-pthread"), "comm=" + name);
        program.WaitForLine("ready");
        var process = new ProcessId(program.Id);
        ProcessStat stat = Proc.TryReadStat(process)!;
        Assert.Equal(name, stat.Comm);
        Assert.Equal(name, Proc.TryReadName(process));
        Assert.Equal(Self, stat.ParentProcess);
    }

    [Fact]
    public void Children_are_found_where_the_kernel_does_not_list_them()
    {
        using var tree = new RecordedTree();
        tree.Process(10).Process(11, parent: 10).Process(12, parent: 11).Process(13, parent: 10);
        Assert.Equal([new ProcessId(11), new ProcessId(13)], tree.Proc.ReadChildren(new ProcessId(10)));
    }

    [Fact]
    public void Only_numbers_are_processes()
    {
        using var tree = new RecordedTree();
        tree.Process(10).Process(9).File("proc/self/stat", "").File("proc/12x/stat", "").File("proc/uptime", "1 1\n");
        Assert.Equal([new ProcessId(9), new ProcessId(10)], tree.Proc.EnumerateProcesses());
    }

    [Fact]
    public void Arguments_keep_empty_ones()
    {
        using var tree = new RecordedTree();
        tree.File("proc/10/cmdline", "app\0\0-x\0").File("proc/11/cmdline", "");
        Assert.Equal(["app", "", "-x"], tree.Proc.TryReadCommandLine(new ProcessId(10))!);
        Assert.Empty(tree.Proc.TryReadCommandLine(new ProcessId(11))!);
    }

    [Fact]
    [Trait("Needs", "root")]
    public void Without_rights_the_message_names_the_user_and_the_capability()
    {
        using RunningProgram program = RunningProgram.Start(CProgram.Compile("Native/waiter.c", "-pthread"));
        program.WaitForLine("ready");
        var process = new ProcessId(program.Id);
        TargetException maps = OtherUser.Run(65534, () => Assert.Throws<TargetException>(() => Proc.ReadMaps(process)));
        Assert.Equal(TargetError.PermissionDenied, maps.Error);
        Assert.Equal(
            $"reading /proc/{process}/maps is not permitted: run as its user (uid 0) or with CAP_SYS_PTRACE", maps.Message);
        TargetException exe =
            OtherUser.Run(65534, () => Assert.Throws<TargetException>(() => Proc.TryReadExecutablePath(process)));
        Assert.Equal(TargetError.PermissionDenied, exe.Error);
        Assert.NotNull(OtherUser.Run(65534, () => Proc.TryReadStat(process)));
    }

    private static int Number(string line) =>
        int.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
}
