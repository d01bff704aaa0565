using System.Globalization;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Linux.Tests.Procfs;

public sealed class ProcessGuardTests
{
    private static readonly ProcFileSystem Proc = new();

    private static TargetException Refused(ProcFileSystem proc, int id) =>
        Assert.Throws<TargetException>(() => proc.EnsureObservable(new ProcessId(id)));

    [Fact]
    public void This_process_can_be_observed() =>
        Assert.Equal(Environment.ProcessId, Proc.EnsureObservable(new ProcessId(Environment.ProcessId)).Id);

    [Fact]
    public void A_number_that_is_free()
    {
        TargetException error = Refused(Proc, int.MaxValue);
        Assert.Equal(TargetError.NotFound, error.Error);
        Assert.Equal(
            "there is no process 2147483647: it may have ended, or the number is one from inside a container; ps -e lists what runs here",
            error.Message);
    }

    [Fact]
    public void A_kernel_thread()
    {
        // kthreadd is the parent of all others; in the PID namespace of a container none can be seen.
        ProcFileSystem proc = Proc;
        using var tree = new RecordedTree();
        if (Proc.TryReadStat(new ProcessId(2)) is not { IsKernelThread: true })
            proc = tree.Process(2, "kthreadd", parent: 0, flags: 2129984).Proc;
        TargetException error = Refused(proc, 2);
        Assert.Equal(TargetError.KernelThread, error.Error);
        Assert.Equal("process 2 (kthreadd) is a kernel thread and runs no user code: choose a user process", error.Message);
    }

    [Fact]
    public void A_zombie_names_who_should_reap_it()
    {
        using RunningProgram program = RunningProgram.Start(CProgram.Compile("Native/waiter.c", "-pthread"), "zombie");
        int zombie = int.Parse(program.WaitForLine("zombie")["zombie ".Length..], CultureInfo.InvariantCulture);
        program.WaitForLine("ready");
        Eventually.True(() => Proc.TryReadStat(new ProcessId(zombie))?.State == ProcessState.Zombie, "the child is a zombie");
        TargetException error = Refused(Proc, zombie);
        Assert.Equal(TargetError.Zombie, error.Error);
        Assert.Equal(
            $"process {zombie} (waiter) has ended and is a zombie until its parent, process {program.Id} (waiter), reaps it: there is " +
            "nothing left to observe",
            error.Message);
        Assert.Empty(Proc.ReadMaps(new ProcessId(zombie)));
        Assert.Null(Proc.TryReadExecutablePath(new ProcessId(zombie)));
    }

    [Fact]
    public void A_thread_names_its_process()
    {
        using RunningProgram program =
            RunningProgram.Start(CProgram.Compile("Native/waiter.c", "-pthread"), "thread", "comm=two\nlines");
        int thread = int.Parse(program.WaitForLine("thread")["thread ".Length..], CultureInfo.InvariantCulture);
        Eventually.True(() => program.Output.Any(line => line.StartsWith("ready", StringComparison.Ordinal)), "the program is ready");
        TargetException error = Refused(Proc, thread);
        Assert.Equal(TargetError.NotFound, error.Error);
        Assert.Equal($"{thread} is a thread of process {program.Id} (two?lines): use pid:{program.Id}", error.Message);
    }

    [Fact]
    public void A_number_from_inside_a_container_names_the_process_here()
    {
        using var tree = new RecordedTree();
        tree.Process(4711, "python", namespaceIds: "4711\t17").Process(4712, "other", namespaceIds: "4712\t18").Process(16);
        Assert.Equal(
            "there is no process 17: inside a container that is the number of pid:4711 (python)", Refused(tree.Proc, 17).Message);
    }

    [Fact]
    public void A_hidden_process()
    {
        using var tree = new RecordedTree();
        Directory.CreateDirectory(Path.Combine(tree.Root, "proc/20"));
        TargetException error = Refused(tree.Proc, 20);
        Assert.Equal(TargetError.PermissionDenied, error.Error);
        Assert.Contains("hidepid", error.Message, StringComparison.Ordinal);
    }
}
