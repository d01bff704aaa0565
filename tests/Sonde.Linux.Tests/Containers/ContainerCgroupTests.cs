using Sonde.Linux.Containers;

namespace Sonde.Linux.Tests.Containers;

public sealed class ContainerCgroupTests
{
    private const string Id = "3f2a9c1e5b7d8f60123456789abcdef03f2a9c1e5b7d8f60123456789abcdef0";
    private const string Other = "aaaa9c1e5b7d8f60123456789abcdef03f2a9c1e5b7d8f60123456789abcdef0";
    private const string Uid = "11111111-2222-3333-4444-555555555555";
    private const string Slice = "11111111_2222_3333_4444_555555555555";

    [Theory]
    // The systemd driver.
    [InlineData($"/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod{Slice}.slice/cri-containerd-{Id}.scope", ContainerRuntime.Containerd, Uid)]
    [InlineData($"/kubepods.slice/kubepods-pod{Slice}.slice/cri-containerd-{Id}.scope", ContainerRuntime.Containerd, Uid)]
    [InlineData($"/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod{Slice}.slice/crio-{Id}.scope", ContainerRuntime.CriO, Uid)]
    [InlineData($"/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod{Slice}.slice/docker-{Id}.scope", ContainerRuntime.Docker, Uid)]
    [InlineData($"/system.slice/docker-{Id}.scope", ContainerRuntime.Docker, null)]
    [InlineData($"/system.slice/nerdctl-{Id}.scope", ContainerRuntime.Containerd, null)]
    [InlineData($"/machine.slice/libpod-{Id}.scope", ContainerRuntime.Podman, null)]
    [InlineData($"/user.slice/user-1000.slice/user@1000.service/app.slice/nginx.service/libpod-payload-{Id}", ContainerRuntime.Podman, null)]
    // The cgroupfs driver.
    [InlineData($"/kubepods/burstable/pod{Uid}/{Id}", ContainerRuntime.Unknown, Uid)]
    [InlineData($"/kubepods/pod{Uid}/{Id}", ContainerRuntime.Unknown, Uid)]
    [InlineData($"/kubepods/besteffort/pod0123456789abcdef0123456789abcdef/{Id}", ContainerRuntime.Unknown, "0123456789abcdef0123456789abcdef")]
    [InlineData($"/kubepods/besteffort/pod{Uid}/crio-{Id}", ContainerRuntime.CriO, Uid)]
    [InlineData($"/docker/{Id}", ContainerRuntime.Docker, null)]
    [InlineData($"/libpod_parent/libpod-{Id}", ContainerRuntime.Podman, null)]
    [InlineData($"/default/{Id}", ContainerRuntime.Unknown, null)]
    // containerd with kubelet's systemd paths on the cgroupfs driver.
    [InlineData($"/system.slice/containerd.service/kubepods-burstable-pod{Slice}.slice:cri-containerd:{Id}", ContainerRuntime.Containerd, Uid)]
    // Seen from a cgroup namespace beside it.
    [InlineData($"/../cri-containerd-{Id}.scope", ContainerRuntime.Containerd, null)]
    [InlineData($"/../../kubepods-burstable-pod{Slice}.slice/crio-{Id}.scope", ContainerRuntime.CriO, Uid)]
    // A cluster in containers: the innermost counts.
    [InlineData($"/docker/{Other}/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-besteffort-pod{Slice}.slice/cri-containerd-{Id}.scope", ContainerRuntime.Containerd, Uid)]
    public void Paths_of_all_engines(string path, ContainerRuntime runtime, string? podUid)
    {
        ContainerCgroup parsed = ContainerCgroup.TryParse(path)!;
        Assert.Equal(new ContainerCgroup(Id, runtime, podUid, path), parsed);
        // systemd or a cgroup manager inside the container moves processes further down.
        Assert.Equal(parsed, ContainerCgroup.TryParse(path + "/init.scope"));
        Assert.Equal(parsed, ContainerCgroup.TryParse(path + "/system.slice/nginx.service"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/user.slice/user-1000.slice/session-2.scope")]
    [InlineData("/system.slice/docker.service")]
    [InlineData($"/machine.slice/libpod-conmon-{Id}.scope")]
    [InlineData($"/kubepods.slice/kubepods-pod{Slice}.slice/crio-conmon-{Id}.scope")]
    [InlineData($"/kubepods.slice/kubepods-pod{Slice}.slice")]
    [InlineData("/process_api/a891ad751e4b472046460d16e5cf4495")]
    [InlineData($"/x/prefix{Id}")]
    [InlineData($"/x/{Id}0")]
    public void Paths_of_no_container(string path) => Assert.Null(ContainerCgroup.TryParse(path));

    [Fact]
    public void A_monitor_inside_a_container_belongs_to_that() =>
        Assert.Equal(Other, ContainerCgroup.TryParse($"/docker/{Other}/kubepods.slice/crio-conmon-{Id}.scope")!.Id);
}
