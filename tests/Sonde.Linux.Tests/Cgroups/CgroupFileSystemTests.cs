using Sonde.Linux.Cgroups;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Tests.Cgroups;

public sealed class CgroupFileSystemTests : IDisposable
{
    private const string V2 = "30 23 0:27 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n";

    private const string V1 =
        "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n" +
        "35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n" +
        "40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd\n";

    private static readonly ProcessId Process = new(10);
    private readonly RecordedTree _tree = new();

    public void Dispose() => _tree.Dispose();

    private string At(string path) => Path.Combine(_tree.Root, path);

    [Fact]
    public void Version_2_has_one_place_for_all()
    {
        _tree.File("proc/self/mountinfo", V2).Process(10, cgroup: "0::/pods/a\n")
            .File("sys/fs/cgroup/pods/a/cgroup.procs", "10\n").File("sys/fs/cgroup/pods/a/inner/cgroup.procs", "12\n11\n0\n");
        CgroupFileSystem cgroups = _tree.Cgroups;
        Assert.Equal(CgroupLayout.V2, cgroups.Layout);
        CgroupDirectory cgroup = cgroups.TryLocate(Process, "memory")!;
        Assert.Equal((CgroupVersion.V2, At("sys/fs/cgroup/pods/a")), (cgroup.Version, cgroup.Path));
        Assert.Equal(cgroup, cgroups.TryLocate(Process, "cpu"));
        Assert.Equal([10, 11, 12], cgroup.ReadProcesses().Select(process => process.Value));
    }

    [Fact]
    public void Version_1_has_a_place_for_each_controller()
    {
        _tree.File("proc/self/mountinfo", V1).Process(10, cgroup: "9:name=systemd:/s\n4:memory:/m\n1:cpu,cpuacct:/c\n")
            .File("sys/fs/cgroup/memory/m/cgroup.procs", "10\n").File("sys/fs/cgroup/cpu,cpuacct/c/cgroup.procs", "10\n")
            .File("sys/fs/cgroup/systemd/s/cgroup.procs", "10\n");
        CgroupFileSystem cgroups = _tree.Cgroups;
        Assert.Equal(CgroupLayout.V1, cgroups.Layout);
        Assert.Equal(At("sys/fs/cgroup/memory/m"), cgroups.TryLocate(Process, "memory")!.Path);
        Assert.Equal(At("sys/fs/cgroup/cpu,cpuacct/c"), cgroups.TryLocate(Process, "cpu")!.Path);
        Assert.Equal(At("sys/fs/cgroup/systemd/s"), cgroups.TryLocate(Process, "name=systemd")!.Path);
        Assert.Null(cgroups.TryLocate(Process, "pids"));
        Assert.Null(cgroups.TryLocate(new ProcessId(99), "memory"));
    }

    [Fact]
    public void Hybrid_keeps_a_controller_where_version_1_has_it()
    {
        _tree.File("proc/self/mountinfo", V1 + "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n")
            .Process(10, cgroup: "4:memory:/m\n0::/u\n")
            .File("sys/fs/cgroup/memory/m/cgroup.procs", "10\n").File("sys/fs/cgroup/unified/u/cgroup.procs", "10\n");
        CgroupFileSystem cgroups = _tree.Cgroups;
        Assert.Equal(CgroupLayout.Hybrid, cgroups.Layout);
        Assert.Equal(CgroupVersion.V1, cgroups.TryLocate(Process, "memory")!.Version);
        Assert.Equal(At("sys/fs/cgroup/unified/u"), cgroups.TryLocate(Process, "hugetlb")!.Path);
    }

    [Fact]
    public void A_part_of_the_tree_may_be_mounted()
    {
        // A container without a cgroup namespace of its own.
        _tree.File("proc/self/mountinfo", "30 23 0:27 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup ro\n")
            .Process(10, cgroup: "0::/docker/abc/x\n").Process(11, cgroup: "0::/docker/other\n")
            .File("sys/fs/cgroup/x/cgroup.procs", "10\n");
        Assert.Equal(At("sys/fs/cgroup/x"), _tree.Cgroups.TryLocate(Process, "cpu")!.Path);
        Assert.Null(_tree.Cgroups.TryLocate(new ProcessId(11), "cpu"));
    }

    [Fact]
    public void A_private_namespace_sees_itself_and_not_its_neighbours()
    {
        _tree.File("proc/self/mountinfo", V2).Process(10, cgroup: "0::/\n").Process(11, cgroup: "0::/../neighbour\n")
            .File("sys/fs/cgroup/cgroup.procs", "10\n");
        Assert.Equal(At("sys/fs/cgroup"), _tree.Cgroups.TryLocate(Process, "cpu")!.Path);
        Assert.Null(_tree.Cgroups.TryLocate(new ProcessId(11), "cpu"));
        Assert.Equal([11], _tree.Cgroups.ScanForProcesses(new CgroupMembership(0, [], "/../neighbour")).Select(process => process.Value));
    }

    [Fact]
    public void A_node_agent_finds_its_neighbours_in_the_hosts_tree()
    {
        // Its own namespace starts at /kubepods/podA/agent; the host's whole tree is mounted from outside of it.
        _tree.File("proc/self/mountinfo", "30 23 0:27 /../../.. /host/cgroup ro - cgroup2 cgroup ro\n")
            .Process(10, cgroup: "0::/../../podB/app\n").Process(11, cgroup: "0::/\n").Process(12, cgroup: "0::/../../podC/app\n")
            .File("host/cgroup/kubepods/podA/agent/cgroup.procs", "11\n")
            .File("host/cgroup/kubepods/podB/app/cgroup.procs", "")
            .File("host/cgroup/kubepods/podB/app/init/cgroup.procs", "10\n")
            .File("host/cgroup/system/podB/app/cgroup.procs", "77\n");
        CgroupDirectory cgroup = _tree.Cgroups.TryLocate(Process, "cpu")!;
        Assert.Equal(At("host/cgroup/kubepods/podB/app"), cgroup.Path);
        Assert.Equal(At("host/cgroup"), cgroup.MountPoint);
        Assert.Equal(At("host/cgroup/kubepods/podA/agent"), _tree.Cgroups.TryLocate(new ProcessId(11), "cpu")!.Path);
        Assert.Null(_tree.Cgroups.TryLocate(new ProcessId(12), "cpu"));
    }

    [Fact]
    public void Beside_the_target_its_cgroup_is_found_where_it_is_mounted_for_the_target()
    {
        // An ephemeral container: its runtime mounts each container only its own cgroup. Version 1 without a cgroup namespace; version 2 with one.
        _tree.File("proc/self/mountinfo", "35 31 0:32 /pod/agent /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n30 23 0:27 / /sys/fs/cgroup/unified ro - cgroup2 cgroup rw\n")
            .Process(1, cgroup: "4:memory:/pod/app\n0::/../app\n")
            .File("proc/1/mountinfo", "35 31 0:32 /pod/app /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n30 23 0:27 /../app /sys/fs/cgroup/unified ro - cgroup2 cgroup rw\n")
            .File("proc/1/root/sys/fs/cgroup/memory/memory.usage_in_bytes", "4096\n").File("proc/1/root/sys/fs/cgroup/unified/cgroup.events", "populated 1\n")
            .Process(2, cgroup: "4:memory:/pod/bare\n").File("proc/2/root/etc/hosts", "");
        Assert.Equal(At("proc/1/root/sys/fs/cgroup/memory"), _tree.Cgroups.TryLocate(new ProcessId(1), "memory")!.Path);
        CgroupDirectory unified = _tree.Cgroups.TryLocate(new ProcessId(1), "cpu")!;
        Assert.Equal((At("proc/1/root/sys/fs/cgroup/unified"), false), (unified.Path, unified.IsRoot));
        Assert.Null(_tree.Cgroups.TryLocate(new ProcessId(2), "memory"));
    }

    [Fact]
    public void A_link_in_the_targets_root_does_not_lead_out_of_it()
    {
        _tree.File("proc/self/mountinfo", V2.Replace(" / /sys", " /me /sys", StringComparison.Ordinal))
            .Process(1, cgroup: "0::/app\n").File("proc/1/mountinfo", "30 23 0:27 /app /sys/fs/cgroup ro - cgroup2 cgroup rw\n")
            .File("proc/1/root/etc/hosts", "").Link("proc/1/root/sys", At("outside")).File("outside/fs/cgroup/memory.current", "1\n");
        Assert.Null(_tree.Cgroups.TryLocate(new ProcessId(1), "memory"));
    }

    [Fact]
    public void Limits_of_version_2_are_the_tightest_on_the_way_up()
    {
        _tree.File("proc/self/mountinfo", V2).Process(10, cgroup: "0::/pod/app\n").Process(11, cgroup: "0::/free\n")
            .File("sys/fs/cgroup/pod/app/cpu.max", "max 100000\n").File("sys/fs/cgroup/pod/cpu.max", "50000 100000\n")
            .File("sys/fs/cgroup/pod/app/memory.max", "67108864\n").File("sys/fs/cgroup/pod/app/memory.current", "4096\n")
            .File("sys/fs/cgroup/pod/memory.max", "134217728\n").File("sys/fs/cgroup/pod/memory.current", "8192\n")
            .File("sys/fs/cgroup/free/memory.max", "max\n").File("sys/fs/cgroup/free/cpu.max", "max 100000\n");
        CgroupDirectory app = _tree.Cgroups.TryLocate(Process, "cpu")!, free = _tree.Cgroups.TryLocate(new ProcessId(11), "cpu")!;
        Assert.Equal(new CpuQuota(50000, 100000), CgroupLimits.ReadCpuQuota(app));
        Assert.Equal(0.5, CgroupLimits.ReadCpuQuota(app)!.Value.Cpus);
        Assert.Equal(new MemoryLimit(67108864, 4096), CgroupLimits.ReadMemoryLimit(app));
        Assert.Null(CgroupLimits.ReadCpuQuota(free));
        Assert.Null(CgroupLimits.ReadMemoryLimit(free));
    }

    [Fact]
    public void Limits_of_version_1()
    {
        _tree.File("proc/self/mountinfo", V1).Process(10, cgroup: "4:memory:/m\n1:cpu,cpuacct:/c\n")
            .File("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")
            .File("sys/fs/cgroup/memory/m/memory.limit_in_bytes", "134217728\n")
            .File("sys/fs/cgroup/memory/m/memory.usage_in_bytes", "123\n")
            .File("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n").File("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n")
            .File("sys/fs/cgroup/cpu,cpuacct/c/cpu.cfs_quota_us", "25000\n")
            .File("sys/fs/cgroup/cpu,cpuacct/c/cpu.cfs_period_us", "50000\n");
        Assert.Equal(new MemoryLimit(134217728, 123), CgroupLimits.ReadMemoryLimit(_tree.Cgroups.TryLocate(Process, "memory")!));
        Assert.Equal(new CpuQuota(25000, 50000), CgroupLimits.ReadCpuQuota(_tree.Cgroups.TryLocate(Process, "cpu")!));
    }

    [Fact]
    public void This_process_stands_in_a_cgroup_that_lists_it()
    {
        var cgroups = new CgroupFileSystem(new ProcFileSystem());
        Assert.NotEqual(CgroupLayout.None, cgroups.Layout);
        CgroupDirectory cgroup = cgroups.TryLocate(new ProcessId(Environment.ProcessId), "memory")!;
        Assert.Contains(new ProcessId(Environment.ProcessId), cgroup.ReadProcesses());
    }
}
