using FsCheck.Fluent;
using Sonde.Linux.Jit;

namespace Sonde.Linux.Tests.Jit;

public sealed class PerfMapTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void The_last_of_overlapping_ranges_names_an_address() => Prop.ForAll(
        Arb.From(Gen.Choose(0, int.MaxValue - 1)), seed =>
        {
            var random = new Random(seed);
            var ranges = new CodeRanges();
            var expected = new int[300];
            Array.Fill(expected, -1);
            int count = random.Next(1, 60);
            for (int i = 0; i < count; i++)
            {
                int start = random.Next(250), length = random.Next(1, 50);
                Assert.True(ranges.TryAdd((ulong)start, (ulong)length));
                expected.AsSpan(start, length).Fill(i);
                // Looking in between must not disturb what comes later.
                if (random.Next(5) == 0)
                    ranges.Find(7);
            }

            return expected.Select((_, address) => ranges.Find((ulong)address)).SequenceEqual(expected);
        }).Holds();

    [Fact]
    public void Lines_that_are_added_are_read_when_asked_again()
    {
        File.WriteAllText(_path, "1000 10 first\n0x2000 0x20 LazyCompile:~a b\r\nno line\n3000 zz bad\n4000 10 not yet wh");
        using PerfMap map = Open();
        Assert.Equal(["first", "LazyCompile:~a b", "", "", ""], Names(map, 0x1000, 0x201f, 0x2020, 0x3000, 0x4000));
        File.AppendAllText(_path, "ole\n1008 4 second\n");
        map.Refresh();
        Assert.Equal(["first", "second", "first", "not yet whole"], Names(map, 0x1007, 0x1008, 0x100c, 0x4000));
    }

    [Fact]
    public void Any_bytes_are_survived() => Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue - 1)), seed =>
    {
        var random = new Random(seed);
        byte[] bytes = new byte[random.Next(2000)];
        const string Alphabet = "0123456789abcdefx \n\r\tg";
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = random.Next(20) == 0 ? (byte)random.Next(256) : (byte)Alphabet[random.Next(Alphabet.Length)];
        File.WriteAllBytes(_path, bytes);
        using PerfMap map = Open();
        for (int i = 0; i < 20; i++)
            map.TryFind((ulong)random.NextInt64(), out _);
        return map.Count >= 0;
    }).Holds();

    [Fact]
    public void What_is_no_regular_file_is_refused()
    {
        Assert.Null(PerfMap.TryOpen(File.OpenHandle("/dev/null"), "/dev/null", 0, out string? problem));
        Assert.Equal("/dev/null is not a regular file: it was not read", problem);
    }

    [Fact]
    public void Damaged_jitdump_files_are_survived() => Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue - 1)), seed =>
    {
        var random = new Random(seed);
        var bytes = new MemoryStream();
        var writer = new BinaryWriter(bytes);
        foreach (uint value in (uint[])[0x4A695444, 1, 40, 62, 0, 1, 0, 0, 0, 0])
            writer.Write(value);
        for (int i = 0; i < 20; i++)
        {
            uint kind = (uint)random.Next(5);
            writer.Write(kind);
            writer.Write((uint)(16 + 48 + 10));
            writer.Write(0UL);
            for (int word = 0; word < 6; word++)
                writer.Write((ulong)random.Next(0, 100));
            writer.Write("name\0name\0"u8);
        }

        byte[] damaged = bytes.ToArray();
        for (int i = random.Next(10); i > 0; i--)
            damaged[random.Next(40, damaged.Length)] = (byte)random.Next(256);
        File.WriteAllBytes(_path, damaged[..random.Next(40, damaged.Length)]);
        using JitDump? dump = JitDump.TryOpen(_path);
        dump?.Refresh();
        for (ulong address = 0; address < 250; address++)
            dump?.TryFind(address, out _);
        return dump is not null;
    }).Holds();

    private PerfMap Open()
    {
        PerfMap? map = PerfMap.TryOpen(File.OpenHandle(_path, share: FileShare.ReadWrite), _path, 0, out string? problem);
        Assert.True(map is not null, problem);
        map.Refresh();
        return map;
    }

    private static IEnumerable<string> Names(PerfMap map, params ulong[] addresses) =>
        addresses.Select(address => map.TryFind(address, out JitFrame frame) ? frame.Name : "");
}
