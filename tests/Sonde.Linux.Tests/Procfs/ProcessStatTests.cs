using System.Text;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Tests.Procfs;

public sealed class ProcessStatTests
{
    // Recorded from Linux 6.18.
    private const string Cat =
        "7499 (cat) R 7473 7473 4566 0 -1 4194304 100 0 0 0 12 34 0 0 20 0 1 0 133896 3133440 416 18446744073709551615 " +
        "94096622587904 94096622607785 140726433604048 0 0 0 0 0 0 0 0 0 17 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n";

    private const string KernelThread =
        "2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0 0 0 0 0 20 0 1 0 25 0 0 18446744073709551615 0 0 0 0 0 0 0 2147483647 0 1 0 0\n";

    private static ProcessStat Parse(string content)
    {
        Assert.True(ProcessStat.TryParse(Encoding.UTF8.GetBytes(content), out ProcessStat? stat));
        return stat;
    }

    [Fact]
    public void Fields_are_those_of_the_manual_page()
    {
        ProcessStat stat = Parse(Cat);
        Assert.Equal(7499, stat.Id);
        Assert.Equal("cat", stat.Comm);
        Assert.Equal(ProcessState.Running, stat.State);
        Assert.Equal(new ProcessId(7473), stat.ParentProcess);
        Assert.Equal(4194304u, stat.Flags);
        Assert.Equal(12ul, stat.UserTicks);
        Assert.Equal(34ul, stat.SystemTicks);
        Assert.Equal(1, stat.ThreadCount);
        Assert.Equal(133896ul, stat.StartTimeTicks);
        Assert.False(stat.IsKernelThread);
    }

    [Fact]
    public void A_kernel_thread_is_told_by_its_flag() => Assert.True(Parse(KernelThread).IsKernelThread);

    [Theory]
    [InlineData("a b")]
    [InlineData("a) R 1 (b")]
    [InlineData(")")]
    [InlineData("((sd-pam)")]
    [InlineData("line\nend")]
    [InlineData("")]
    public void A_name_may_hold_anything(string comm)
    {
        ProcessStat stat = Parse(Cat.Replace("(cat)", $"({comm})", StringComparison.Ordinal));
        Assert.Equal(comm, stat.Comm);
        Assert.Equal(ProcessState.Running, stat.State);
        Assert.Equal(7473, stat.ParentProcess.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("7499 (cat")]
    [InlineData("7499 (cat) R 7473")]
    [InlineData("x (cat) R 7473 7473 4566 0 -1 4194304 100 0 0 0 12 34 0 0 20 0 1 0 133896")]
    public void What_is_no_stat_line_is_refused(string content) =>
        Assert.False(ProcessStat.TryParse(Encoding.UTF8.GetBytes(content), out _));

    [Theory]
    [InlineData('R', ProcessState.Running, "running")]
    [InlineData('S', ProcessState.Sleeping, "sleeping")]
    [InlineData('D', ProcessState.DiskWait, "disk wait")]
    [InlineData('T', ProcessState.Stopped, "stopped")]
    [InlineData('t', ProcessState.TracingStop, "stopped by a tracer")]
    [InlineData('Z', ProcessState.Zombie, "zombie")]
    [InlineData('X', ProcessState.Dead, "dead")]
    [InlineData('I', ProcessState.Idle, "idle")]
    [InlineData('P', ProcessState.Parked, "parked")]
    [InlineData('?', ProcessState.Unknown, "unknown")]
    public void States_have_words(char letter, ProcessState state, string words)
    {
        Assert.Equal(state, ProcessStates.FromLetter(letter));
        Assert.Equal(words, state.ToWords());
    }
}
