using System.Text;
using Sonde.Linux.Memory;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Tests.Procfs;

public sealed class MemoryMapTests
{
    private static MemoryMap Parse(string line)
    {
        Assert.True(MemoryMap.TryParse(Encoding.UTF8.GetBytes(line), out MemoryMap? map));
        return map;
    }

    [Fact]
    public void A_segment_of_a_file()
    {
        MemoryMap map = Parse("7fad6dc35000-7fad6dd8b000 r-xp 00026000 fe:01 332096                     /usr/lib/x86_64-linux-gnu/libc.so.6");
        Assert.Equal(new UserAddress(0x7fad6dc35000), map.Start);
        Assert.Equal(new UserAddress(0x7fad6dd8b000), map.End);
        Assert.Equal(0x156000ul, map.Length);
        Assert.Equal(MapPermissions.Read | MapPermissions.Execute, map.Permissions);
        Assert.True(map.IsExecutable);
        Assert.Equal(0x26000ul, map.FileOffset);
        Assert.Equal(new DeviceNumber(0xfe, 1), map.Device);
        Assert.Equal(332096ul, map.Inode);
        Assert.Equal("/usr/lib/x86_64-linux-gnu/libc.so.6", map.Path);
        Assert.False(map.IsDeleted);
        Assert.False(map.IsAnonymous);
        Assert.Equal("7fad6dc35000-7fad6dd8b000", map.MapFilesName);
        Assert.True(map.Contains(map.Start));
        Assert.False(map.Contains(map.End));
    }

    [Theory]
    [InlineData("00400000-00401000 r--p 00000000 fe:00 12 /tmp/with blank", "/tmp/with blank", false, false)]
    [InlineData("00400000-00401000 r--p 00000000 fe:00 12 /tmp/with\\012line", "/tmp/with\nline", false, false)]
    [InlineData("00400000-00401000 r--p 00000000 fe:00 12 /tmp/app (deleted)", "/tmp/app", true, false)]
    [InlineData("00400000-00401000 rw-s 00000000 00:01 12 /memfd:doublemapper (deleted)", "/memfd:doublemapper", true, false)]
    [InlineData("00400000-00401000 rw-p 00000000 00:00 0 ", "", false, true)]
    [InlineData("00400000-00401000 rw-p 00000000 00:00 0", "", false, true)]
    [InlineData("00400000-00401000 rw-p 00000000 00:00 0    [heap]", "[heap]", false, true)]
    [InlineData("ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]", "[vsyscall]", false, true)]
    [InlineData("00400000-00401000 rw-s 00000000 00:0e 1 anon_inode:[perf_event]", "anon_inode:[perf_event]", false, false)]
    public void Names_of_all_kinds(string line, string path, bool deleted, bool anonymous)
    {
        MemoryMap map = Parse(line);
        Assert.Equal(path, map.Path);
        Assert.Equal(deleted, map.IsDeleted);
        Assert.Equal(anonymous, map.IsAnonymous);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00400000 r-xp 00000000 fe:00 12 /x")]
    [InlineData("00401000-00400000 r-xp 00000000 fe:00 12 /x")]
    [InlineData("00400000-00401000 r-x 00000000 fe:00 12 /x")]
    [InlineData("00400000-00401000 r-xp 00000000 fe00 12 /x")]
    [InlineData("00400000-00401000 r-xp 00000000 fe:00 x /x")]
    public void What_is_no_mapping_is_refused(string line) =>
        Assert.False(MemoryMap.TryParse(Encoding.UTF8.GetBytes(line), out _));

    [Fact]
    public void Segments_of_a_file_share_its_name()
    {
        IReadOnlyList<MemoryMap> maps = MemoryMap.ParseAll(
            "1000-2000 r--p 0 fe:00 1 /lib/a\n2000-3000 r-xp 1000 fe:00 1 /lib/a\nnonsense\n3000-4000 rw-p 0 00:00 0\n"u8);
        Assert.Equal(3, maps.Count);
        Assert.Same(maps[0].Path, maps[1].Path);
    }
}
