using Sonde.Linux.Containers;

namespace Sonde.Linux.Tests.Containers;

/// <summary>Containers that only runc's state folders know.</summary>
public sealed class RuncStateTests : IDisposable
{
    private readonly RecordedTree _tree = new();

    public RuncStateTests() => _tree.File(
        "proc/self/mountinfo",
        "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n");

    private ContainerResolver Resolver =>
        new(_tree.Proc, _tree.Cgroups, new ContainerResolverOptions { FileRoot = _tree.Root });

    public void Dispose() => _tree.Dispose();

    private void State(string folder, string id, int process, ulong start, string cgroups = "", string labels = "") => _tree.File(
        $"{folder}/{id}/state.json",
        $$"""
        {"id": "{{id}}", "init_process_pid": {{process}}, "init_process_start": {{start}}, "cgroup_paths": { {{cgroups}} },
         "config": {"labels": ["bundle=/b"{{labels}}]} }
        """);

    [Fact]
    public void A_bare_container_by_its_id_or_the_start_of_it()
    {
        _tree.Process(10, cgroup: "4:memory:/slice/bad-app\n0::/bad-app/inner\n", start: 77)
            .File("sys/fs/cgroup/unified/bad-app/inner/cgroup.procs", "10\n11\n");
        State("run/runc", "bad-app", 10, 77, "\"\": \"/sys/fs/cgroup/unified/bad-app\", \"memory\": \"/sys/fs/cgroup/memory/slice/bad-app\"");
        Container container = Resolver.Resolve("bad-app");
        Assert.Equal((ContainerRuntime.Runc, "/bad-app", "bad-app"), (container.Runtime, container.CgroupPath, container.DisplayName));
        Assert.Equal(container, Resolver.Resolve("ba"));
        Assert.Equal([10, 11], Resolver.OpenProcesses(container).Refresh().Select(process => process.Value));
    }

    [Fact]
    public void A_container_that_has_ended_is_not_there()
    {
        _tree.Process(10, start: 78).Process(11, start: 77, state: 'Z');
        State("run/runc", "number-used-again", 10, 77);
        State("run/runc", "zombie", 11, 77);
        State("run/runc", "gone", 12, 77);
        _tree.File("run/runc/half/state.json", "{\"id\": \"ha").File("run/runc/empty/state.json", "");
        Assert.Empty(Resolver.List());
    }

    [Fact]
    public void A_container_of_ctr_belongs_to_containerd()
    {
        _tree.Process(10, cgroup: "0::/default/web\n", start: 77);
        State("run/containerd/runc/default", "web", 10, 77, "\"\": \"/sys/fs/cgroup/unified/default/web\"", ", \"nerdctl/name=front\"");
        Container container = Resolver.Resolve("front");
        Assert.Equal(("web", ContainerRuntime.Containerd, "/default/web"), (container.Id, container.Runtime, container.CgroupPath));
    }

    [Fact]
    public void Runcs_state_names_a_container_of_the_cri()
    {
        const string Id = "ab12000000000000000000000000000000000000000000000000000000000001";
        _tree.Process(10, cgroup: $"0::/kubepods/besteffort/pod0123456789abcdef0123456789abcdef/{Id}\n", start: 77);
        State(
            "run/containerd/runc/k8s.io", Id, 10, 77, $"\"\": \"/sys/fs/cgroup/unified/kubepods/{Id}\"",
            ", \"io.kubernetes.cri.container-name=app\", \"io.kubernetes.cri.sandbox-name=shop\", \"io.kubernetes.cri.container-type=container\"");
        Container container = Assert.Single(Resolver.List());
        Assert.Equal(("shop/app", ContainerRuntime.Containerd), (container.DisplayName, container.Runtime));
        Assert.Equal("0123456789abcdef0123456789abcdef", container.PodUid);
    }

    [Fact]
    public void Without_a_cgroup_of_its_own_the_process_namespace_tells()
    {
        _tree.Process(10, cgroup: "0::/user.slice/session-1.scope\n", start: 77, namespaceIds: "10\t1").Link("proc/10/ns/pid", "pid:[2]")
            .Process(11, parent: 10, namespaceIds: "11\t5").Link("proc/11/ns/pid", "pid:[2]")
            .Process(12, cgroup: "0::/user.slice/session-1.scope\n").Link("proc/12/ns/pid", "pid:[1]")
            .Process(13, namespaceIds: "13\t1").Link("proc/13/ns/pid", "pid:[3]");
        State("run/user/1000/runc", "rootless", 10, 77);
        Container container = Resolver.Resolve("rootless");
        Assert.Equal("/", container.CgroupPath);
        Assert.Equal([10, 11], Resolver.OpenProcesses(container).Refresh().Select(process => process.Value));
    }

    [Fact]
    public void Without_any_namespace_its_descendants_are_taken()
    {
        _tree.Process(10, start: 77).Process(11, parent: 10).Process(12, parent: 11).Process(13);
        State("run/runc", "plain", 10, 77);
        Assert.Equal([10, 11, 12], Resolver.OpenProcesses(Resolver.Resolve("plain")).Refresh().Select(process => process.Value));
    }

    [Fact]
    public void Other_state_folders_are_an_option()
    {
        _tree.Process(10, start: 77);
        State("srv/mine", "own", 10, 77);
        Assert.Empty(Resolver.List());
        var resolver = new ContainerResolver(
            _tree.Proc, _tree.Cgroups, new ContainerResolverOptions { FileRoot = _tree.Root, RuncRoots = ["/srv/mine"] });
        Assert.Equal("own", Assert.Single(resolver.List()).Id);
    }
}
