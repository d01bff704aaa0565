using Sonde.Collectors.Session;
using Sonde.Linux;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Session;

public sealed class ProcessFamilyTests
{
    [Fact]
    public void Children_that_start_later_belong_to_it_and_earlier_ones_do_not()
    {
        using RunningProgram shell = RunningProgram.Start(
            "/bin/sh", "-c", "sleep 600 & echo $!; read line; sleep 600 & echo $!; (sleep 600 & echo $!; wait) & wait");
        int earlier = int.Parse(shell.WaitForLine(""));
        using var family = new ProcessFamily(new ProcFileSystem(), new ProcessId(shell.Id));
        Assert.Equal([shell.Id], Refresh(family));

        shell.Process.StandardInput.WriteLine();
        int child = int.Parse(shell.WaitForLine("")), grandchild = int.Parse(shell.WaitForLine(""));

        List<int> all = Refresh(family);
        Assert.Contains(shell.Id, all);
        Assert.Contains(child, all);
        Assert.Contains(grandchild, all);
        Assert.DoesNotContain(earlier, all);
    }

    [Fact]
    public void Members_that_end_leave_it()
    {
        using RunningProgram program = RunningProgram.Start("/bin/sleep", "600");
        using var family = new ProcessFamily(new ProcFileSystem(), new ProcessId(program.Id));

        program.Process.Kill();
        program.WaitForExit();

        Assert.Empty(Refresh(family));
    }

    [Fact]
    public void The_title_names_the_process() =>
        Assert.Equal(
            $"process {Environment.ProcessId} ({File.ReadAllText("/proc/self/comm").TrimEnd('\n')})",
            new ProcessFamily(new ProcFileSystem(), new ProcessId(Environment.ProcessId)).Title);

    [Fact]
    public void A_process_that_does_not_exist_is_an_error() =>
        Assert.Equal(
            TargetError.NotFound,
            Assert.Throws<TargetException>(() => new ProcessFamily(new ProcFileSystem(), new ProcessId(4_194_303))).Error);

    [Fact]
    public void A_started_program_tells_how_it_ended()
    {
        using var program = new StartedProgram(new ProcFileSystem(), ["/bin/sh", "-c", "exit 9"], outputToError: true);

        Eventually.True(() => Refresh(program).Count == 0, "the program has ended");

        Assert.Equal("it ended with exit code 9", program.EndNote);
    }

    private static List<int> Refresh(TargetProcesses processes)
    {
        List<ProcessIdentity> alive = [];
        processes.Refresh(alive);
        return alive.ConvertAll(identity => identity.Process.Value);
    }
}
