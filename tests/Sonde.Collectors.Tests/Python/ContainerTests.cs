using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Python;

/// <summary>A process in a container, which knows itself and its threads by other numbers, sampled from the host.</summary>
[Trait("Needs", "root")]
[Trait("Needs", "runc")]
[Trait("Needs", "python3.13")]
public sealed class ContainerTests
{
    [Theory]
    [MemberData(nameof(Interpreters.Containable), MemberType = typeof(Interpreters))]
    public async Task Threads_in_a_container_are_matched_with_those_of_the_host(string version)
    {
        using RuncContainer container = RuncContainer.Start(new RuncOptions
        {
            Arguments = [$"/usr/bin/python{version}", "/app/threads.py"],
            Binds = version == "3.9"
                ? new Dictionary<string, string>
                {
                    ["/usr"] = Root("3.9", "usr"),
                    ["/lib"] = Root("3.9", "lib"),
                    ["/lib64"] = Root("3.9", "lib64"),
                }
                : new Dictionary<string, string> { ["/usr"] = version == "3.11" ? "/usr" : Root(version, "usr") },
            Links = version == "3.9" ? [] : new Dictionary<string, string> { ["/lib"] = "usr/lib", ["/lib64"] = "usr/lib64" },
            Files = new Dictionary<string, string> { ["/app/threads.py"] = Interpreters.PathOfScript("threads.py") },
        });
        container.WaitForLine("ready");
        PythonProfile profile = await PythonProfile.SampleAsync(rate: 199, samples: 100, container.ProcessId);

        Assert.True(profile.Share(sample => sample.Contains("busy")) > 0.95, profile.ToString());
        long thread = Assert.Single(
            profile.Samples.Where(sample => sample.Contains("busy")).Select(sample => sample.ThreadId).Distinct());
        Assert.Contains(
            new ThreadId((int)thread), new ProcFileSystem().ReadThreads(new ProcessId(container.ProcessId)));
        Assert.NotEqual(container.ProcessId, thread);
        Assert.All(profile.Samples, sample => Assert.Equal(container.ProcessId, sample.ProcessId));
    }

    private static string Root(string version, string folder) =>
        Path.GetFullPath(Path.Combine(Interpreters.UnpackedFolder, "roots", version, folder));
}
