using Sonde.Linux.Containers;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Tests.Containers;

/// <summary>A node with one container of each engine, their files as the engines write them.</summary>
public sealed class ContainerResolverTests : IDisposable
{
    private const string App = "ab12000000000000000000000000000000000000000000000000000000000001";
    private const string Sidecar = "ab34000000000000000000000000000000000000000000000000000000000002";
    private const string Pause = "cd00000000000000000000000000000000000000000000000000000000000003";
    private const string Crio = "cd11000000000000000000000000000000000000000000000000000000000004";
    private const string Docker = "de00000000000000000000000000000000000000000000000000000000000005";
    private const string Podman = "ef00000000000000000000000000000000000000000000000000000000000006";
    private const string Cgroupfs = "f000000000000000000000000000000000000000000000000000000000000007";
    private const string Uid = "11111111-2222-3333-4444-555555555555";
    private const string Pod = "/kubepods.slice/kubepods-pod11111111_2222_3333_4444_555555555555.slice";

    private readonly RecordedTree _tree = new();

    public ContainerResolverTests()
    {
        _tree.File("proc/self/mountinfo", "30 23 0:27 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n")
            .Process(1, "systemd", parent: 0, cgroup: "0::/init.scope\n")
            .Process(10, cgroup: $"0::{Pod}/cri-containerd-{App}.scope\n", start: 500)
            .Process(9, cgroup: $"0::{Pod}/cri-containerd-{App}.scope\n", parent: 10, start: 900)
            .Process(20, cgroup: $"0::{Pod}/cri-containerd-{Sidecar}.scope\n")
            .Process(30, "pause", cgroup: $"0::{Pod}/cri-containerd-{Pause}.scope\n")
            .Process(40, cgroup: $"0::/kubepods.slice/kubepods-podx.slice/crio-{Crio}.scope\n")
            .Process(41, "conmon", cgroup: $"0::/kubepods.slice/kubepods-podx.slice/crio-conmon-{Crio}.scope\n")
            .Process(50, cgroup: $"0::/system.slice/docker-{Docker}.scope\n")
            .Process(60, cgroup: $"0::/machine.slice/libpod-{Podman}.scope/container\n")
            .Process(70, cgroup: $"0::/kubepods/besteffort/pod{Uid}/{Cgroupfs}\n")
            .File($"sys/fs/cgroup{Pod}/cri-containerd-{App}.scope/cgroup.procs", "10\n9\n");
        Bundle(App, "container", "app", "shop-1");
        Bundle(Sidecar, "container", "proxy", "shop-1");
        Bundle(Pause, "sandbox", null, "shop-1");
        Bundle(Cgroupfs, "container", "proxy", "shop-2");
        _tree.File(
                $"run/containers/storage/overlay-containers/{Crio}/userdata/config.json",
                """
                {"annotations": {"io.kubernetes.container.name": "db", "io.kubernetes.pod.name": "db-0",
                 "io.kubernetes.pod.namespace": "data", "io.kubernetes.cri-o.ContainerType": "container"}}
                """)
            .File(
                $"var/lib/docker/containers/{Docker}/config.v2.json",
                $$"""{"ID": "{{Docker}}", "Name": "/bad-app", "Config": {"Labels": {"x": null} }, "State": {"Pid": 50} }""")
            .File(
                "var/lib/containers/storage/overlay-containers/containers.json",
                $$"""[{"id": "{{Podman}}", "names": ["web-front"], "layer": "1"}, {"id": "{{Crio}}", "names": ["k8s_db_db-0"]}]""")
            .File("var/lib/containers/storage/overlay-containers/volatile-containers.json", "[{half written");
    }

    private ContainerResolver Resolver =>
        new(_tree.Proc, _tree.Cgroups, new ContainerResolverOptions { FileRoot = _tree.Root });

    public void Dispose() => _tree.Dispose();

    private void Bundle(string id, string type, string? name, string pod) => _tree.File(
        $"run/containerd/io.containerd.runtime.v2.task/k8s.io/{id}/config.json",
        $$"""
        {"ociVersion": "1.0.2", "annotations": {"io.kubernetes.cri.container-type": "{{type}}",
         {{(name is null ? "" : $"\"io.kubernetes.cri.container-name\": \"{name}\",")}}
         "io.kubernetes.cri.sandbox-name": "{{pod}}", "io.kubernetes.cri.sandbox-namespace": "shop",
         "io.kubernetes.cri.sandbox-uid": "{{Uid}}"} }
        """);

    [Fact]
    public void All_containers_are_listed_with_names_and_engines()
    {
        Assert.Equal(
            [
                ("bad-app", ContainerRuntime.Docker), ("db-0/db", ContainerRuntime.CriO), ("shop-1/app", ContainerRuntime.Containerd),
                ("shop-1/proxy", ContainerRuntime.Containerd), ("shop-2/proxy", ContainerRuntime.Containerd),
                ("web-front", ContainerRuntime.Podman),
            ],
            Resolver.List().Select(container => (container.DisplayName, container.Runtime)));
        Container pause = Assert.Single(Resolver.List(includeSandboxes: true), container => container.IsSandbox);
        Assert.Equal(Pause, pause.Id);
    }

    [Theory]
    [InlineData(App, App)]
    [InlineData("containerd://" + App, App)]
    [InlineData("ab1", App)]
    [InlineData("cd11", Crio)]
    [InlineData("app", App)]
    [InlineData("db-0/db", Crio)]
    [InlineData("data/db-0/db", Crio)]
    [InlineData("shop-1/proxy", Sidecar)]
    [InlineData("shop/shop-2/proxy", Cgroupfs)]
    [InlineData("bad-app", Docker)]
    [InlineData("web-front", Podman)]
    [InlineData("f0", Cgroupfs)]
    [InlineData("cd00", Pause)]
    public void A_container_is_found(string text, string id) => Assert.Equal(id, Resolver.Resolve(text).Id);

    [Fact]
    public void A_container_tells_what_is_known()
    {
        Container container = Resolver.Resolve("shop-1/app");
        Assert.Equal("ab1200000000", container.ShortId);
        Assert.Equal($"{Pod}/cri-containerd-{App}.scope", container.CgroupPath);
        Assert.Equal(("app", "shop-1", "shop", Uid), (container.Name, container.PodName, container.PodNamespace, container.PodUid));
        Assert.Equal(new ProcessId(10), container.InitProcess); // the older, not the lower number
    }

    [Fact]
    public void Processes_are_read_anew()
    {
        ContainerResolver resolver = Resolver;
        ContainerProcesses processes = resolver.OpenProcesses(resolver.Resolve("app"));
        Assert.Equal([9, 10], processes.Refresh().Select(process => process.Value));
        _tree.File($"sys/fs/cgroup{Pod}/cri-containerd-{App}.scope/sub/cgroup.procs", "11\n");
        Assert.Equal([9, 10, 11], processes.Refresh().Select(process => process.Value));
        Directory.Delete(Path.Combine(_tree.Root, $"sys/fs/cgroup{Pod}/cri-containerd-{App}.scope"), recursive: true);
        Assert.Empty(processes.Refresh());
    }

    [Fact]
    public void Without_a_cgroup_directory_all_processes_are_asked()
    {
        ContainerResolver resolver = Resolver;
        ContainerProcesses processes = resolver.OpenProcesses(resolver.Resolve("web-front"));
        Assert.Null(processes.Directory);
        Assert.Equal([60], processes.Refresh().Select(process => process.Value));
        _tree.Process(61, cgroup: $"0::/machine.slice/libpod-{Podman}.scope\n");
        Assert.Equal([60, 61], processes.Refresh().Select(process => process.Value));
    }

    [Fact]
    public void A_name_that_several_have()
    {
        TargetException error = Assert.Throws<TargetException>(() => Resolver.Resolve("proxy"));
        Assert.Equal(TargetError.Ambiguous, error.Error);
        Assert.Equal(
            "'proxy' fits 2 containers: ab3400000000 (shop-1/proxy, containerd), f00000000000 (shop-2/proxy, containerd); " +
            "give more of the ID, or POD/CONTAINER",
            error.Message);
        Assert.Equal(TargetError.Ambiguous, Assert.Throws<TargetException>(() => Resolver.Resolve("ab")).Error);
    }

    [Theory]
    [InlineData("bad-ap", "there is no container 'bad-ap': 6 containers run here, did you mean bad-app?")]
    [InlineData("shop-1/prox", "there is no container 'shop-1/prox': 6 containers run here, did you mean shop-1/proxy or shop-2/proxy?")]
    [InlineData("zzzzzzzz", "there is no container 'zzzzzzzz': 6 containers run here, among them bad-app, db-0/db, shop-1/app")]
    [InlineData("a", "there is no container 'a': 6 containers run here, among them bad-app, db-0/db, shop-1/app")]
    [InlineData("", "there is no container '': 6 containers run here, among them bad-app, db-0/db, shop-1/app")]
    public void A_name_that_none_has(string text, string message)
    {
        TargetException error = Assert.Throws<TargetException>(() => Resolver.Resolve(text));
        Assert.Equal(TargetError.NotFound, error.Error);
        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void A_host_without_containers()
    {
        using var tree = new RecordedTree();
        tree.File("proc/self/mountinfo", "").Process(1);
        var resolver = new ContainerResolver(tree.Proc, tree.Cgroups, new ContainerResolverOptions { FileRoot = tree.Root });
        Assert.Empty(resolver.List());
        Assert.Contains(
            "no running container was seen", Assert.Throws<TargetException>(() => resolver.Resolve("x")).Message,
            StringComparison.Ordinal);
    }
}
