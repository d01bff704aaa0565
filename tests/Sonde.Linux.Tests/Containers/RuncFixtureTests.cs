using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Linux.Tests.Containers;

/// <summary>The shared fixture itself: a real container starts, is seen, and is gone afterwards.</summary>
[Trait("Needs", "runc")]
public sealed class RuncFixtureTests
{
    [Fact]
    public void A_container_runs_as_another_user_in_its_own_namespaces_and_is_removed()
    {
        var proc = new ProcFileSystem();
        ProcessId process;
        using (RuncContainer container = RuncContainer.Start(new RuncOptions
        {
            Arguments = ["/app/waiter", "fork"],
            Files = new Dictionary<string, string> { ["/app/waiter"] = CProgram.Compile("Native/waiter.c", "-static") },
        }))
        {
            Assert.Equal("ready 1", container.WaitForLine("ready"));
            process = new ProcessId(container.ProcessId);
            ProcessStatus status = proc.TryReadStatus(process)!;
            Assert.Equal([process.Value, 1], status.NamespaceProcessIds);
            Assert.Equal(10001u, status.Uid.Effective);
            Assert.Equal(0ul, status.EffectiveCapabilities);
            Assert.Single(proc.ReadChildren(process));
            Assert.Equal("/app/waiter", proc.TryReadExecutablePath(process));
        }

        Eventually.True(() => proc.TryReadStat(process) is null, "the container's process is gone");
    }
}
