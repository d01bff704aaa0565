using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Sonde.Linux.Cgroups;
using Sonde.Linux.Containers;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Tests.Procfs;

/// <summary>Arbitrary bytes, and real lines with a part cut out or changed, never make a parser throw.</summary>
public sealed class ParserFuzzTests
{
    private static readonly string[] RealLines =
    [
        "7499 (cat) R 7473 7473 4566 0 -1 4194304 100 0 0 0 12 34 0 0 20 0 1 0 133896 3133440 416 18446744073709551615\n",
        "Name:\tapp\nTgid:\t10889\nUid:\t1\t2\t3\t4\nNSpid:\t10889\t1\nVmRSS:\t 1760 kB\nCapEff:\t00000000a80425fb\nSeccomp:\t2\n",
        "7fad6dc35000-7fad6dd8b000 r-xp 00026000 fe:01 332096     /usr/lib/libc.so.6 (deleted)\n00400000-00401000 rw-p 0 00:00 0\n",
        "9:name=systemd:/x\n4:cpu,cpuacct:/a/../b\n0::/../kubepods.slice/cri-containerd-1.scope (deleted)\n",
        "31 23 0:28 /.. /sys/fs\\040cgroup rw,relatime shared:1 - cgroup cgroup rw,cpu,cpuacct,name=x\n41 31 0:38 / /u rw - cgroup2 c rw\n",
        "/kubepods.slice/kubepods-burstable-pod11111111_2222_3333_4444_555555555555.slice/crio-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.scope",
    ];

    [Fact]
    public void Arbitrary_bytes() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ParsesWithoutThrowing).Holds();

    [Fact]
    public void Damaged_lines()
    {
        Gen<byte[]> damaged =
            from line in Gen.Elements(RealLines)
            from at in Gen.Choose(0, line.Length - 1)
            from cut in Gen.Choose(0, 8)
            from inserted in ArbMap.Default.GeneratorFor<byte[]>()
            select (byte[])[.. Encoding.UTF8.GetBytes(line[..at]), .. inserted, .. Encoding.UTF8.GetBytes(line[Math.Min(line.Length, at + cut)..])];
        Prop.ForAll(damaged.ToArbitrary(), ParsesWithoutThrowing).Holds(2000);
    }

    private static bool ParsesWithoutThrowing(byte[] bytes)
    {
        _ = ProcessStat.TryParse(bytes, out _);
        _ = ProcessStatus.TryParse(bytes, out _);
        _ = ThreadStatReader.TryParse(bytes, out _);
        _ = ThreadScheduleReader.TryParse(bytes, out _);
        IReadOnlyList<MemoryMap> maps = MemoryMap.ParseAll(bytes);
        IReadOnlyList<CgroupMembership> memberships = CgroupMembership.ParseAll(bytes);
        _ = CgroupMount.ParseAll(bytes);
        _ = ContainerCgroup.TryParse(Encoding.UTF8.GetString(bytes));
        return maps.All(map => map.Start.Value <= map.End.Value) && memberships.All(membership => membership.Path[0] == '/');
    }
}
