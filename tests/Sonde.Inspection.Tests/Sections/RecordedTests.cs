using Sonde.Inspection.Sections;
using Sonde.Inspection.Subjects;
using Sonde.Linux.Containers;
using Sonde.Linux.Procfs;

namespace Sonde.Inspection.Tests.Sections;

/// <summary>The layouts of cgroups that this machine does not have.</summary>
public sealed class RecordedTests : IDisposable
{
    private const string Id = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Pod = "/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod11111111_2222_3333_4444_555555555555.slice";
    private const string Scope = Pod + "/cri-containerd-" + Id + ".scope";
    private const string UnifiedMount = "30 23 0:27 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n";

    private readonly RecordedTree _tree = new RecordedTree().File("proc/stat", "cpu  1 2 3 4 5 6 7 8 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\ncpu1 1 2 3 4 5 6 7 8 0 0\nintr 5\n");

    [Fact]
    public void Version_2_with_systemds_names_gives_throttling_events_and_pressure()
    {
        _tree.File("proc/self/mountinfo", UnifiedMount).Process(10, cgroup: $"0::{Scope}\n");
        Unified(Scope, throttled: 0, periods: 0, kills: 0);
        var inspection = new Inspection(Container(), [new CpuSection(), new MemorySection(), new IoSection(), new PidsSection()], new SteppingTime());
        InspectionReport first = inspection.ReadLifetime();
        Assert.Equal(Judgement.Ok, first.Judgement);
        Unified(Scope, throttled: 38, periods: 100, kills: 1);
        InspectionReport report = inspection.ReadInterval();
        InspectionLine throttled = Line(report, "CPU", "throttled", LineSpan.Interval);
        Assert.Equal(0.38, throttled.Number("throttled"), 3);
        // 38 periods were held back for 2.28 s in all: 60 ms each, beyond the quota of 100 ms in 100 ms.
        Assert.Equal(1.6, throttled.Number("sufficient"), 3);
        Assert.Equal("CPU-starved: throttled in 38 % of periods; needs about 1.6 CPUs, has 1", throttled.Answer);
        Assert.Equal(1, Line(report, "Memory", "OOM kills", LineSpan.Interval).Number("oomKills"));
        Assert.Equal(60 << 20, Line(report, "Memory", "working set", LineSpan.Now).Number("workingSet"));
        Assert.Equal(100 << 20, Line(report, "Memory", "working set", LineSpan.Now).Number("limit"));
        Assert.Equal(4096, Line(report, "I/O", "transferred", LineSpan.Lifetime).Number("read"));
        Assert.Equal(0.25, Line(first, "CPU", "pressure", LineSpan.Now).Number("some"), 3);
    }

    [Fact]
    public void A_pods_quota_counts_when_it_is_the_one_that_throttles()
    {
        _tree.File("proc/self/mountinfo", UnifiedMount).Process(10, cgroup: $"0::{Scope}\n");
        Unified(Scope, throttled: 0, periods: 100, kills: 0);
        _tree.File($"sys/fs/cgroup{Pod}/cpu.max", "50000 100000\n")
            .File($"sys/fs/cgroup{Pod}/cpu.stat", "usage_usec 5\nnr_periods 100\nnr_throttled 50\nthrottled_usec 1000000\n");
        InspectionReport report = new Inspection(Container(), [new CpuSection()]).ReadLifetime();
        Assert.Equal(0.5, Line(report, "CPU", "throttled", LineSpan.Lifetime).Number("throttled"), 3);
        Assert.Equal(0.5, Line(report, "CPU", "quota", LineSpan.Now).Number("quota"), 3);
    }

    [Theory]
    [InlineData("cpu,cpuacct", "/kubepods/burstable/pod11111111-2222-3333-4444-555555555555/" + Id)]
    [InlineData("cpu,cpuacct", "/docker/" + Id)]
    [InlineData("cpu,cpuacct", "/machine.slice/libpod-" + Id + ".scope")]
    [InlineData("cpu,cpuacct", "/kubepods.slice/kubepods-pod11111111_2222_3333_4444_555555555555.slice/crio-" + Id + ".scope")]
    public void Version_1_counts_in_its_own_units_in_every_layout(string cpu, string path)
    {
        _tree.File(
                "proc/self/mountinfo",
                $"32 31 0:29 / /sys/fs/cgroup/{cpu} rw - cgroup cgroup rw,{cpu}\n35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n")
            .Process(10, cgroup: $"4:memory:{path}\n1:{cpu}:{path}\n")
            .File($"sys/fs/cgroup/{cpu}{path}/cgroup.procs", "10\n").File($"sys/fs/cgroup/memory{path}/cgroup.procs", "10\n")
            .File($"sys/fs/cgroup/{cpu}{path}/cpu.cfs_quota_us", "50000\n").File($"sys/fs/cgroup/{cpu}{path}/cpu.cfs_period_us", "100000\n")
            .File($"sys/fs/cgroup/{cpu}{path}/cpu.stat", "nr_periods 10\nnr_throttled 5\nthrottled_time 250000000\n")
            .File($"sys/fs/cgroup/{cpu}{path}/cpuacct.usage", "3000000000\n")
            .File($"sys/fs/cgroup/memory{path}/memory.usage_in_bytes", "1048576\n")
            .File($"sys/fs/cgroup/memory{path}/memory.limit_in_bytes", "9223372036854771712\n")
            .File($"sys/fs/cgroup/memory{path}/memory.failcnt", "7\n")
            .File($"sys/fs/cgroup/memory{path}/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n")
            .File($"sys/fs/cgroup/memory{path}/memory.stat", "total_rss 600000\ntotal_cache 400000\ntotal_inactive_file 48576\n");
        InspectionReport report = new Inspection(Container(), [new CpuSection(), new MemorySection()]).ReadLifetime();
        Assert.Equal(3, Line(report, "CPU", "used", LineSpan.Lifetime).Number("used"), 3);
        InspectionLine throttled = Line(report, "CPU", "throttled", LineSpan.Lifetime);
        Assert.Equal((0.5, 1.0), (throttled.Number("throttled"), throttled.Number("sufficient")));
        Assert.Equal(1_000_000, Line(report, "Memory", "working set", LineSpan.Now).Number("workingSet"));
        Assert.EndsWith("no limit", Line(report, "Memory", "working set", LineSpan.Now).Text, StringComparison.Ordinal);
        Assert.Equal(2, Line(report, "Memory", "OOM kills", LineSpan.Lifetime).Number("oomKills"));
        Assert.Equal(7, Line(report, "Memory", "limit hit", LineSpan.Lifetime).Number("events"));
    }

    [Fact]
    public void In_a_private_cgroup_namespace_the_topmost_visible_cgroup_is_the_containers_own()
    {
        _tree.File("proc/self/mountinfo", UnifiedMount).Process(10, cgroup: "0::/\n");
        Unified("", throttled: 1, periods: 2, kills: 0);
        _tree.File("sys/fs/cgroup/cgroup.events", "populated 1\n");
        InspectionSubject subject = InspectionSubject.OfProcess(_tree.Proc, new ProcessId(10), _tree.Cgroups);
        InspectionReport report = new Inspection(subject, [new CpuSection()]).ReadLifetime();
        Assert.Equal(0.5, Line(report, "CPU", "throttled", LineSpan.Lifetime).Number("throttled"), 3);
    }

    [Fact]
    public void The_machines_topmost_cgroup_is_nobodys_own()
    {
        _tree.File("proc/self/mountinfo", UnifiedMount).Process(10, cgroup: "0::/\n").File("sys/fs/cgroup/cpu.stat", "usage_usec 99000000\n");
        InspectionSubject subject = InspectionSubject.OfProcess(_tree.Proc, new ProcessId(10), _tree.Cgroups);
        InspectionReport report = new Inspection(subject, [new CpuSection()]).ReadLifetime();
        // The process's own ticks: 7 in user mode, 3 in the kernel.
        Assert.Equal(0.1, Line(report, "CPU", "used", LineSpan.Lifetime).Number("used"), 3);
    }

    [Fact]
    public void Beside_a_pods_container_its_own_limits_are_seen_and_its_first_process_stands_for_it()
    {
        _tree.File("proc/self/mountinfo", "20 1 0:50 / / ro - overlay overlay ro\n30 23 0:27 / /sys/fs/cgroup ro - cgroup2 cgroup rw\n")
            .Process(1, cgroup: "0::/../app\n").File("proc/1/mountinfo", "40 1 0:51 / / rw - overlay overlay rw\n41 23 0:27 /../app /sys/fs/cgroup ro - cgroup2 cgroup rw\n");
        Unified("", throttled: 0, periods: 100, kills: 0);
        Unified("/inside", throttled: 50, periods: 100, kills: 2);
        Directory.CreateDirectory(Path.Combine(_tree.Root, "proc/1/root/sys/fs"));
        Directory.Move(Path.Combine(_tree.Root, "sys/fs/cgroup/inside"), Path.Combine(_tree.Root, "proc/1/root/sys/fs/cgroup"));
        InspectionSubject subject = InspectionSubject.OfProcess(_tree.Proc, new ProcessId(1), _tree.Cgroups);
        InspectionReport report = new Inspection(subject, [new CpuSection(), new MemorySection(), new PidsSection()]).ReadLifetime();
        Assert.True(subject.IsContainer);
        Assert.Equal(0.5, Line(report, "CPU", "throttled", LineSpan.Lifetime).Number("throttled"), 3);
        Assert.Equal(2, Line(report, "Memory", "OOM kills", LineSpan.Lifetime).Number("oomKills"));
        Assert.All(report.Sections, section => Assert.DoesNotContain(section.Unseen, unseen => unseen.Contains("cgroup", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_hybrid_tree_gives_limits_of_version_1_and_pressure_of_version_2_and_bursts_are_told()
    {
        const string Path = "/kubepods/burstable/pod11111111-2222-3333-4444-555555555555/" + Id;
        _tree.File(
                "proc/self/mountinfo",
                "32 31 0:29 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n33 31 0:30 / /sys/fs/cgroup/cpuacct rw - cgroup cgroup rw,cpuacct\n41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n")
            .Process(10, cgroup: $"2:cpuacct:{Path}\n1:cpu:{Path}\n0::{Path}\n")
            .File($"sys/fs/cgroup/cpu{Path}/cgroup.procs", "10\n").File($"sys/fs/cgroup/unified{Path}/cgroup.procs", "10\n")
            .File($"sys/fs/cgroup/cpuacct{Path}/cgroup.procs", "10\n")
            .File($"sys/fs/cgroup/cpu{Path}/cpu.cfs_quota_us", "20000\n").File($"sys/fs/cgroup/cpu{Path}/cpu.cfs_period_us", "100000\n")
            .File($"sys/fs/cgroup/cpu{Path}/cpu.stat", "nr_periods 10\nnr_throttled 0\nthrottled_time 0\nnr_bursts 3\nburst_time 5000000\n")
            .File($"sys/fs/cgroup/cpuacct{Path}/cpuacct.usage", "3000000000\n")
            .File($"sys/fs/cgroup/unified{Path}/cgroup.events", "populated 1\n")
            .File($"sys/fs/cgroup/unified{Path}/cpu.pressure", "some avg10=12.00 avg60=0.00 avg300=0.00 total=1000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
        InspectionReport report = new Inspection(Container(), [new CpuSection()]).ReadLifetime();
        Assert.Equal(0.2, Line(report, "CPU", "quota", LineSpan.Now).Number("quota"), 3);
        Assert.Equal("never in 10 periods; 3 periods in burst", Line(report, "CPU", "throttled", LineSpan.Lifetime).Text);
        Assert.Equal(0.12, Line(report, "CPU", "pressure", LineSpan.Now).Number("some"), 3);
    }

    [Fact]
    public void Io_at_its_limit_is_held_back_and_the_device_is_named()
    {
        _tree.File("proc/self/mountinfo", UnifiedMount).Process(10, cgroup: $"0::{Scope}\n").File("proc/diskstats", "   8      16 sdb 1 0 8 1 1 0 8 1 0 1 1\n");
        Unified(Scope, throttled: 0, periods: 0, kills: 0);
        string at = $"sys/fs/cgroup{Scope}/";
        _tree.File(at + "io.max", "8:16 rbps=max wbps=1048576 riops=100 wiops=max\n").File(at + "io.stat", "8:16 rbytes=0 wbytes=4096 rios=7 wios=1\n8:0 rbytes=1 wbytes=9999 rios=1 wios=1\n");
        var inspection = new Inspection(Container(), [new IoSection()], new SteppingTime());
        Assert.Equal(["1.00 MiB/s", "100 operations/s"], inspection.ReadLifetime().Sections[0].Lines.Where(line => line.Name.StartsWith("sdb ", StringComparison.Ordinal)).Select(line => line.Text["at most ".Length..]));
        _tree.File(at + "io.stat", "8:16 rbytes=0 wbytes=1052672 rios=37 wios=9\n8:0 rbytes=1 wbytes=9999 rios=1 wios=1\n");
        InspectionReport report = inspection.ReadInterval();
        Assert.Equal("I/O-throttled: sdb writes at 100 % of the 1.00 MiB/s allowed", report.Answer);
        Assert.Equal("30 operations/s, 30 % of the 100 operations/s allowed", Line(report, "I/O", "sdb reads", LineSpan.Interval).Text);
        // All devices together, as it was at first.
        Assert.Equal(4096 + 9999, Line(report, "I/O", "transferred", LineSpan.Lifetime).Number("written"));
    }

    [Theory]
    [InlineData("5000 0 40\n", true)]
    [InlineData("5100 0 41\n", false)]
    [InlineData(null, true)]
    public void A_thread_that_was_put_on_a_CPU_between_two_readings_is_not_stuck(string? schedule, bool isStuck)
    {
        _tree.File("proc/self/mountinfo", UnifiedMount).Process(10, cgroup: $"0::{Scope}\n", state: 'D');
        Unified(Scope, throttled: 0, periods: 0, kills: 0);
        if (schedule is not null)
            _tree.File("proc/10/task/10/schedstat", "5000 0 40\n");
        var inspection = new Inspection(Container(), [new ThreadsSection()], new SteppingTime());
        inspection.ReadLifetime();
        if (schedule is not null)
            _tree.File("proc/10/task/10/schedstat", schedule);
        InspectionReport report = inspection.ReadInterval();
        Assert.Equal(isStuck ? 1 : 0, Line(report, "Threads", "stuck", LineSpan.Interval).Number("stuck"));
        Assert.Equal(isStuck, report.Answer?.StartsWith("Stuck: thread 10 (app)", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void Io_of_version_1_is_counted_and_limited_by_device()
    {
        const string Path = "/docker/" + Id;
        _tree.File("proc/self/mountinfo", "32 31 0:29 / /sys/fs/cgroup/blkio rw - cgroup cgroup rw,blkio\n").Process(10, cgroup: $"1:blkio:{Path}\n");
        string at = $"sys/fs/cgroup/blkio{Path}/";
        _tree.File(at + "cgroup.procs", "10\n").File(at + "blkio.throttle.write_bps_device", "8:0 4000\n").File(at + "blkio.throttle.io_serviced", "8:0 Read 1\n8:0 Write 1\nTotal 2\n")
            .File(at + "blkio.throttle.io_service_bytes", "8:0 Read 4096\n8:0 Write 100\nTotal 4196\n");
        var inspection = new Inspection(Container(), [new IoSection()], new SteppingTime());
        inspection.ReadLifetime();
        _tree.File(at + "blkio.throttle.io_service_bytes", "8:0 Read 4096\n8:0 Write 3500\nTotal 7596\n");
        InspectionLine line = Line(inspection.ReadInterval(), "I/O", "8:0 writes", LineSpan.Interval);
        Assert.Equal((3400, 4000, Judgement.Warn), (line.Number("rate"), line.Number("limit"), line.Judgement));
    }

    [Fact]
    public void Where_the_interval_tells_better_the_figure_of_now_has_served()
    {
        _tree.File("proc/self/mountinfo", UnifiedMount).Process(10, cgroup: $"0::{Scope}\n");
        Unified(Scope, throttled: 0, periods: 0, kills: 0);
        string at = $"sys/fs/cgroup{Scope}/cpu.pressure";
        _tree.File(at, "some avg10=45.00 avg60=0.00 avg300=0.00 total=1000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n");
        var inspection = new Inspection(Container(), [new CpuSection()], new SteppingTime());
        Assert.Equal(Judgement.Warn, Line(inspection.ReadLifetime(), "CPU", "pressure", LineSpan.Now).Judgement);
        // A stall that the interval did not meet is still told.
        Assert.Equal(
            [LineSpan.Now, LineSpan.Interval], inspection.ReadInterval().Sections[0].Lines.Where(line => line.Name == "pressure").Select(line => line.Span));
        _tree.File(at, "some avg10=45.00 avg60=0.00 avg300=0.00 total=901000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=800000\n");
        InspectionLine pressure = inspection.ReadInterval().Sections[0].Lines.Single(line => line.Name == "pressure");
        Assert.Equal((LineSpan.Interval, Judgement.Bad), (pressure.Span, pressure.Judgement));
    }

    [Fact]
    public void Tables_that_fill_up_are_told_with_what_happens_then()
    {
        _tree.File("proc/self/mountinfo", UnifiedMount).Process(10)
            .File("proc/sys/fs/file-nr", "960\t0\t1000\n").File("proc/sys/kernel/pid_max", "4194304\n").File("proc/sys/kernel/threads-max", "2\n")
            .File("proc/sys/net/netfilter/nf_conntrack_count", "850\n").File("proc/sys/net/netfilter/nf_conntrack_max", "1000\n");
        InspectionReport report = new Inspection(InspectionSubject.OfHost(_tree.Proc, _tree.Cgroups), [new TablesSection()]).ReadLifetime();
        Assert.Equal(
            [("file handles", "960 of 1,000 (96 %)", Judgement.Bad), ("tasks", "1 of 2 (50 %)", Judgement.Ok), ("conntrack", "850 of 1,000 (85 %)", Judgement.Warn)],
            report.Sections.Single().Lines.Select(line => (line.Name, line.Text, line.Judgement)));
        Assert.Equal("The table of file handles is 96 % full (and 1 more below)", report.Answer);
    }

    [Fact]
    public void A_cgroup_that_cannot_be_seen_is_not_taken_for_none()
    {
        _tree.File("proc/self/mountinfo", "30 23 0:27 /../agent /sys/fs/cgroup ro - cgroup2 cgroup rw\n").Process(10, cgroup: "0::/../app\n");
        InspectionSubject subject = InspectionSubject.OfProcess(_tree.Proc, new ProcessId(10), _tree.Cgroups);
        InspectionReport report = new Inspection(subject, [new CpuSection(), new MemorySection(), new IoSection(), new PidsSection()]).ReadLifetime();
        Assert.DoesNotContain(report.Sections[0].Lines, line => line.Name == "quota");
        Assert.All(report.Sections, section => Assert.Contains(section.Unseen, unseen => unseen.EndsWith("(same user, or CAP_SYS_PTRACE)", StringComparison.Ordinal)));
    }

    public void Dispose() => _tree.Dispose();

    private static InspectionLine Line(InspectionReport report, string section, string name, LineSpan span) =>
        report.Sections.Single(known => known.Title == section).Lines.Single(line => line.Name == name && line.Span == span);

    private InspectionSubject Container()
    {
        var resolver = new ContainerResolver(_tree.Proc, _tree.Cgroups, new ContainerResolverOptions { FileRoot = _tree.Root });
        Container container = resolver.Resolve(Id);
        return InspectionSubject.OfContainer(_tree.Proc, _tree.Cgroups, container, resolver.OpenProcesses(container));
    }

    private void Unified(string path, int throttled, int periods, int kills)
    {
        string at = $"sys/fs/cgroup{path}/";
        _tree.File(at + "cgroup.procs", "10\n").File(at + "cgroup.events", "populated 1\nfrozen 0\n")
            .File(at + "cpu.max", "100000 100000\n")
            .File(at + "cpu.stat", $"usage_usec 1000000\nsystem_usec 1\nnr_periods {periods}\nnr_throttled {throttled}\nthrottled_usec {throttled * 60000}\n")
            .File(at + "cpu.pressure", "some avg10=25.00 avg60=0.00 avg300=0.00 total=1000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n")
            .File(at + "memory.current", $"{70 << 20}\n").File(at + "memory.max", $"{100 << 20}\n").File(at + "memory.peak", $"{80 << 20}\n")
            .File(at + "memory.stat", $"anon {50 << 20}\nfile {15 << 20}\nkernel {5 << 20}\nshmem 0\ninactive_file {10 << 20}\n")
            .File(at + "memory.events", $"low 0\nhigh 0\nmax 0\noom {kills}\noom_kill {kills}\n")
            .File(at + "io.stat", "8:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0\n")
            .File(at + "pids.current", "1\n").File(at + "pids.max", "max\n");
    }
}
