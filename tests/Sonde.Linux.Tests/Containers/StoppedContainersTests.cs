using Sonde.Linux.Containers;

namespace Sonde.Linux.Tests.Containers;

/// <summary>Containers that have ended, from files as the engines write them.</summary>
public sealed class StoppedContainersTests : IDisposable
{
    private const string First = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Second = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    private readonly RecordedTree _tree = new();

    [Fact]
    public void Dockers_memory_names_exit_code_and_oom_kill()
    {
        _tree.File(
            $"var/lib/docker/containers/{First}/config.v2.json",
            """{"Name":"/web","State":{"Running":false,"OOMKilled":true,"ExitCode":137,"Error":"","FinishedAt":"2026-11-21T09:30:00.5Z"},"Config":{}}""");
        _tree.File($"var/lib/docker/containers/{Second}/config.v2.json", """{"Name":"/db","State":{"Running":true,"ExitCode":0}}""");
        StoppedContainer found = Find("web")!;
        Assert.Equal((First, "web", ContainerRuntime.Docker, 137, "OOMKilled"), (found.Id, found.Name, found.Runtime, found.ExitCode, found.Reason));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 9, 30, 0, 500, TimeSpan.Zero), found.Finished);
        Assert.Null(Find("db"));
    }

    [Fact]
    public void Containerds_status_and_the_exit_files_of_conmon_are_read()
    {
        _tree.File(
            $"var/lib/containerd/io.containerd.grpc.v1.cri/containers/{First}/status",
            """{"Version":"v1","Pid":0,"CreatedAt":1,"StartedAt":2,"FinishedAt":1763717400000000000,"ExitCode":127,"Reason":"StartError","Message":"exec: no such file"}""");
        _tree.File($"run/crio/exits/{Second}", "143");
        Assert.Equal((127, "StartError", "exec: no such file"), (Find("aaaa")!.ExitCode, Find("aaaa")!.Reason, Find("aaaa")!.Message));
        Assert.Equal((143, ContainerRuntime.CriO), (Find($"cri-o://{Second}")!.ExitCode, Find(Second)!.Runtime));
        Assert.Null(Find("cccc"));
    }

    public void Dispose() => _tree.Dispose();

    private StoppedContainer? Find(string text) => new StoppedContainers(new ContainerResolverOptions { FileRoot = _tree.Root }).Find(text);
}
