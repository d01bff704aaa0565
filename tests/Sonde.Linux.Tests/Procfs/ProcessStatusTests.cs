using System.Text;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Tests.Procfs;

public sealed class ProcessStatusTests
{
    [Fact]
    public void Fields_are_those_of_a_process_in_a_container()
    {
        const string Content =
            "Name:\tapp\nUmask:\t0022\nState:\tS (sleeping)\nTgid:\t10889\nNgid:\t0\nPid:\t10889\nPPid:\t10880\nTracerPid:\t77\n" +
            "Uid:\t10001\t10002\t10003\t10004\nGid:\t20001\t20002\t20003\t20004\nFDSize:\t64\nGroups:\t \nNStgid:\t10889\t1\n" +
            "NSpid:\t10889\t33\t1\nVmRSS:\t    1760 kB\nThreads:\t150\nCapPrm:\t00000000a80425fb\nCapEff:\t00000000a80425fa\n" +
            "NoNewPrivs:\t1\nSeccomp:\t2\n";
        Assert.True(ProcessStatus.TryParse(Encoding.UTF8.GetBytes(Content), out ProcessStatus? status));
        Assert.Equal("app", status.Name);
        Assert.Equal(10889, status.ThreadGroup.Value);
        Assert.Equal(10880, status.ParentProcess.Value);
        Assert.Equal(77, status.Tracer.Value);
        Assert.Equal(new UserIds(10001, 10002, 10003, 10004), status.Uid);
        Assert.Equal(new UserIds(20001, 20002, 20003, 20004), status.Gid);
        Assert.Equal([10889, 33, 1], status.NamespaceProcessIds);
        Assert.Equal(1, status.InnermostId);
        Assert.Equal(150, status.ThreadCount);
        Assert.Equal(0xa80425fbul, status.PermittedCapabilities);
        Assert.Equal(0xa80425faul, status.EffectiveCapabilities);
        Assert.Equal(SeccompMode.Filter, status.Seccomp);
        Assert.True(status.NoNewPrivileges);
        Assert.Equal(1760 * 1024, status.ResidentBytes);
    }

    [Fact]
    public void A_kernel_without_NSpid_gives_the_same_number_inside()
    {
        Assert.True(ProcessStatus.TryParse("Name:\tx\nTgid:\t12\n"u8, out ProcessStatus? status));
        Assert.Empty(status.NamespaceProcessIds);
        Assert.Equal(12, status.InnermostId);
    }

    [Fact]
    public void What_is_no_status_is_refused() => Assert.False(ProcessStatus.TryParse("Name:\tx\n"u8, out _));
}
