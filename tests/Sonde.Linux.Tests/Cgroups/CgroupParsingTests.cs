using Sonde.Linux.Cgroups;

namespace Sonde.Linux.Tests.Cgroups;

public sealed class CgroupParsingTests
{
    [Fact]
    public void Memberships_of_both_versions()
    {
        IReadOnlyList<CgroupMembership> memberships = CgroupMembership.ParseAll(
            "9:name=systemd:/a\n4:cpu,cpuacct:/kubepods-besteffort-pod1.slice:cri-containerd:abc\n0::/../b (deleted)\n\nnonsense\n5:x\n"u8);
        Assert.Equal(3, memberships.Count);
        Assert.Equal(["name=systemd"], memberships[0].Controllers);
        Assert.Equal(CgroupVersion.V1, memberships[0].Version);
        Assert.Equal(["cpu", "cpuacct"], memberships[1].Controllers);
        Assert.Equal("/kubepods-besteffort-pod1.slice:cri-containerd:abc", memberships[1].Path);
        Assert.Equal(CgroupVersion.V2, memberships[2].Version);
        Assert.Equal("/../b", memberships[2].Path);
    }

    [Fact]
    public void Mounts_of_both_versions()
    {
        IReadOnlyList<CgroupMount> mounts = CgroupMount.ParseAll(
            """
            22 27 0:21 / /proc rw,relatime - proc proc rw
            32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
            40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd
            41 31 0:38 /../.. /mnt/with\040blank rw master:1 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot
            """u8);
        Assert.Equal(3, mounts.Count);
        Assert.Equal(["cpu", "cpuacct"], mounts[0].Controllers);
        Assert.Equal(["name=systemd"], mounts[1].Controllers);
        Assert.Equal((CgroupVersion.V2, "/../..", "/mnt/with blank"), (mounts[2].Version, mounts[2].Root, mounts[2].MountPoint));
        Assert.Empty(mounts[2].Controllers);
    }

    [Theory]
    [InlineData("/", 0, "")]
    [InlineData("/a/b", 0, "a/b")]
    [InlineData("/../../a", 2, "a")]
    [InlineData("/a/../../b", 1, "b")]
    public void Paths_may_lead_up(string path, int up, string names)
    {
        var parsed = CgroupPath.Parse(path);
        Assert.Equal((up, names), (parsed.StepsUp, string.Join('/', parsed.Names)));
        Assert.Equal(parsed.ToString(), CgroupPath.Parse(parsed.ToString()).ToString());
    }
}
