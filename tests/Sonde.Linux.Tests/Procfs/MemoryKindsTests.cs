using Sonde.Linux.Procfs;

namespace Sonde.Linux.Tests.Procfs;

public sealed class MemoryKindsTests
{
    [Fact]
    public void Each_mapping_counts_for_its_kind_with_its_share()
    {
        string smaps = string.Concat(
            Mapping("00400000-00452000 r-xp 00000000 08:02 173521 /usr/bin/app", 8),
            Mapping("01c3d000-01c5e000 rw-p 00000000 00:00 0 [heap]", 132),
            Mapping("7f0000000000-7f0000800000 rw-p 00000000 00:00 0 ", 4096),
            // What a runtime has generated: as anonymous memory, and .NET's through a memfd.
            Mapping("7f1000000000-7f1000010000 rwxp 00000000 00:00 0 ", 64),
            Mapping("7f2000000000-7f2000010000 r-xs 00000000 00:01 12 /memfd:doublemapper (deleted)", 32),
            Mapping("7f3000000000-7f3000010000 rw-s 00000000 00:18 3 /dev/shm/queue", 16),
            Mapping("7f4000000000-7f4000010000 rw-s 00000000 00:01 9 /SYSV00000000 (deleted)", 4),
            Mapping("7ffd00000000-7ffd00021000 rw-p 00000000 00:00 0 [stack]", 20));

        MemoryKinds kinds = MemoryKinds.Parse(System.Text.Encoding.ASCII.GetBytes(smaps));

        Assert.Equal(new MemoryKinds(Heap: 132 << 10, Stack: 20 << 10, Anonymous: 4096 << 10, Jit: 96 << 10, Files: 8 << 10, Shared: 20 << 10), kinds);
        Assert.Equal(4372 << 10, kinds.Total);
    }

    // Fields that begin with letters of hexadecimal numbers are no addresses.
    private static string Mapping(string first, int kibibytes) =>
        $"{first}\nSize:                328 kB\nRss:                 300 kB\nPss:                 {kibibytes} kB\nAnonymous:             0 kB\nFilePmdMapped:         0 kB\nVmFlags: rd ex mr\n";
}
