using Sonde.Inspection.Sections;
using Sonde.Inspection.Subjects;
using Sonde.Linux.Kernel;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Inspection.Tests.Sections;

public sealed class HostTests
{
    private const string Oom = """
        4,1,900000000,-;tail invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=999
        6,2,900000001,-;[  pid  ]   uid  tgid total_vm      rss rss_anon rss_file rss_shmem pgtables_bytes swapents oom_score_adj name
        6,3,900000002,-;[  23701]     0 23701      243      100       50       50         0    45056        0          -998 pause
        6,4,900000003,-;[  23752]     0 23752     8600     8371     8064      307         0   106496        0           999 my tail
        6,5,900000004,-;oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=05d0,mems_allowed=0,oom_memcg=/kubepods/podA,task_memcg=/kubepods/podA/05d0,task=my tail,pid=23752,uid=0
        3,6,900000005,-;Memory cgroup out of memory: Killed process 23752 (my tail) total-vm:34400kB, anon-rss:32256kB
        """;

    [Fact]
    public void An_oom_kill_is_told_with_victim_cgroup_and_table()
    {
        InspectionLine line = Assert.Single(KernelLogSection.Judge(Records(Oom), TimeSpan.FromSeconds(960)));
        Assert.Equal(("OOM kill", Judgement.Bad, 1), (line.Name, line.Judgement, line.Number("kills")));
        Assert.Contains("in podA, last my tail (pid 23752) 60 s ago; the largest then: my tail 32.7 MiB, pause 400 KiB", line.Text, StringComparison.Ordinal);
        Assert.Equal("its memory limit was reached", line.Reason);
        InspectionLine named = Assert.Single(KernelLogSection.Judge(Records(Oom), TimeSpan.FromSeconds(960), place => place == "podA" ? "shop/cart-1" : null));
        Assert.StartsWith("1 time in pod shop/cart-1, last my tail", named.Text, StringComparison.Ordinal);
        // An hour later it is history.
        Assert.Equal(Judgement.Warn, Assert.Single(KernelLogSection.Judge(Records(Oom), TimeSpan.FromSeconds(4500))).Judgement);
    }

    [Theory]
    [InlineData("INFO: task jbd2/vda-8:312 blocked for more than 120 seconds.", "hung task", "jbd2/vda-8:312")]
    [InlineData("watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [app:77]", "lockup", "soft lockup")]
    [InlineData("blk_update_request: I/O error, dev sda, sector 123", "disk error", "sda")]
    [InlineData("Buffer I/O error on dev dm-0, logical block 5", "disk error", "dm-0")]
    [InlineData("EXT4-fs error (device vda1): ext4_lookup:1855: inode #2", "file system", "vda1")]
    [InlineData("EXT4-fs (vda1): Remounting filesystem read-only", "file system", "vda1")]
    [InlineData("XFS (sdb1): Metadata corruption detected", "file system", "sdb1")]
    [InlineData("nf_conntrack: nf_conntrack: table full, dropping packet", "table full", "nf_conntrack")]
    [InlineData("neighbour: arp_cache: neighbor table overflow!", "table full", "arp_cache")]
    [InlineData("app[4711]: segfault at 0 ip 0000 sp 0000 error 4", "crash", "app")]
    [InlineData("Kernel panic - not syncing: Fatal exception", "kernel fault", "Kernel panic")]
    [InlineData("mce: [Hardware Error]: Machine check events logged", "hardware", "mce: [Hardware Error]")]
    public void Messages_that_mean_trouble_are_recognised(string text, string name, string who)
    {
        InspectionLine line = Assert.Single(KernelLogSection.Judge([new KernelRecord(3, TimeSpan.FromSeconds(5), text)], TimeSpan.FromSeconds(10)));
        Assert.Equal(name, line.Name);
        Assert.StartsWith(who + ": 1 time", line.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EXT4-fs (vda1): mounted filesystem with ordered data mode")]
    [InlineData("task tracker started")]
    [InlineData("cni0: port 8(vetha) entered disabled state")]
    public void Messages_that_mean_nothing_are_passed_over(string text) =>
        Assert.Equal(Judgement.Ok, Assert.Single(KernelLogSection.Judge([new KernelRecord(6, TimeSpan.Zero, text)], TimeSpan.FromSeconds(10))).Judgement);

    [Fact]
    public void A_disk_is_judged_as_iostat_counts()
    {
        DiskStat before = Disk("8 0 sda 100 0 800 1000 50 0 400 500 0 1000 1500"), after = Disk("8 0 sda 110 0 1824 3000 50 0 400 500 0 1980 3500");
        InspectionLine line = DisksSection.Line(after, before, TimeSpan.FromSeconds(1));
        Assert.Equal(0.98, line.Number("utilisation"), 6);
        Assert.Equal(0.2, line.Number("readTime"), 6);
        Assert.Equal((10, 1024 * 512, 2, Judgement.Bad), (line.Number("reads"), line.Number("read"), line.Number("queue"), line.Judgement));
    }

    [Fact]
    [Trait("Needs", "root")]
    [Trait("Needs", "runc")]
    public void This_machine_is_inspected_and_a_busy_container_is_among_its_load()
    {
        using RuncContainer container = Patient.Start(new RuncOptions { Arguments = [], MemoryLimitBytes = 32 << 20 }, "overeat", "64");
        using RuncContainer busy = Patient.Start("spin", "1");
        InspectionSubject host = InspectionSubject.OfHost(new ProcFileSystem());
        var inspection = new Inspection(host);
        InspectionReport report = inspection.ReadLifetime();
        InspectionLine[] lines = [.. report.Sections.SelectMany(section => section.Lines)];
        Assert.Contains(lines, line => line.Name == "OOM kill" && line.Text.Contains("patient", StringComparison.Ordinal) && line.Judgement == Judgement.Bad);
        Assert.All((string[])["file handles", "tasks"], name => Assert.True(lines.Single(line => line.Name == name).Number("limit") > 0));
        Assert.Contains(lines, line => line.Name == "memory" && line.Number("total") > line.Number("available"));
        TestTargets.Eventually.True(
            () => inspection.ReadInterval().Sections.SelectMany(section => section.Lines).Any(line => line.Name == busy.Id && line.Number("usage") > 0.02),
            "the busy container stands among the load");
    }

    private static DiskStat Disk(string line) => Assert.Single(DiskStat.ParseAll(line));

    private static IReadOnlyList<KernelRecord> Records(string text) =>
    [
        .. text.Split('\n').Select(line =>
        {
            Assert.True(KernelLog.TryParse(line, out KernelRecord record), line);
            return record;
        }),
    ];
}
