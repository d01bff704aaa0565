using System.IO.Compression;
using System.Text;
using Sonde.Profiles.Formats;

namespace Sonde.Profiles.Tests;

/// <summary>Every reader gives a profile or one line that says what is wrong, whatever it is fed, in bounded memory.</summary>
public sealed class DamagedInputTests
{
    private const string PerfScript =
        "worker 4711/4712 [001] 12.500000: 10101010 cpu-clock:\n\t7f01 work+0x1 (/usr/lib/libwork.so)\n\t7f02 main+0x2 (/usr/bin/app)\n\n"
        + "worker 4711/4713 [000] 12.600000: 10101010 cpu-clock:\n\tffffffff81 do_idle ([kernel.kallsyms])\n\n";

    public static TheoryData<string> Readers => [.. ProfileFormats.Readers.Select(reader => reader.Name)];

    [Theory]
    [MemberData(nameof(Readers))]
    public void Changed_cut_and_repeated_bytes(string format) => Seeds.ForAll(seed =>
    {
        var random = new Random(seed);
        byte[] data = Sample(format, random);
        ReadOnlySpan<byte> marks = "{}[],:;\"\\0-9e. \t\n()\0\u0001"u8;
        for (int i = random.Next(1, 6); i > 0; i--)
            data[random.Next(data.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : marks[random.Next(marks.Length)];
        int from = random.Next(data.Length), to = random.Next(from, data.Length);
        data = random.Next(4) switch
        {
            0 => data[..from],
            1 => [.. data[..to], .. data[from..]],
            2 => [.. data[..from], .. new byte[random.Next(40)], .. data[to..]],
            _ => data,
        };
        return IsReadOrRefused(format, data);
    });

    [Theory]
    [MemberData(nameof(Readers))]
    public void Gzip_that_ends_early_or_is_damaged(string format) => Seeds.ForAll(seed =>
    {
        var random = new Random(seed);
        byte[] data = Zip(Sample(format, random));
        if (random.Next(2) == 0)
            data = data[..random.Next(3, data.Length)];
        else
            data[random.Next(3, data.Length)] ^= (byte)random.Next(1, 256);
        return IsReadOrRefused(format, data);
    });

    [Theory]
    [MemberData(nameof(Readers))]
    public void A_gzip_file_that_claims_or_holds_far_more_than_its_size_costs_little(string format)
    {
        byte[] bomb = Zip(new byte[64 << 20]), liar = Zip(new byte[100]);
        liar.AsSpan(^4..).Fill(0xff);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(IsReadOrRefused(format, bomb));
        // The content once, and for text what stands for one line of it.
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 5L * (64 << 20));
        before = GC.GetAllocatedBytesForCurrentThread();
        Assert.True(IsReadOrRefused(format, liar));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Theory]
    [InlineData("speedscope", "{\"profiles\":")]
    [InlineData("cpuprofile", "{\"nodes\":")]
    public void Nesting_without_end_is_refused(string format, string start)
    {
        Assert.True(IsReadOrRefused(format, Encoding.UTF8.GetBytes(start + new string('[', 1_000_000))));
        Assert.True(IsReadOrRefused(format, Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 200_000)))));
    }

    [Fact]
    public void A_function_with_a_nul_in_its_name_is_read_and_written()
    {
        Profile profile = ProfileFormats.FindReader("collapsed")!.Read(new MemoryStream("main;a\0b 3\n"u8.ToArray()));
        foreach (IProfileWriter writer in ProfileFormats.Writers)
        {
            var output = new MemoryStream();
            writer.Write(profile, output);
            Assert.True(output.Length > 0, writer.Name);
        }
    }

    private static byte[] Sample(string format, Random random)
    {
        if (format == "perf-script")
            return Encoding.UTF8.GetBytes(PerfScript);
        var stream = new MemoryStream();
        Profile profile = TextProfiles.FromSeed(random.Next());
        ProfileFormats.FindWriter(format)!.Write(profile, stream);
        byte[] data = stream.ToArray();
        if (format == "pprof")
            data = PprofRoundTripTests.Decompress(data);
        return data.Length > 0 ? data : "main;work 1\n"u8.ToArray();
    }

    private static bool IsReadOrRefused(string format, byte[] data)
    {
        try
        {
            return ProfileFormats.FindReader(format)!.Read(new MemoryStream(data)).SampleTypes.Count > 0;
        }
        catch (ProfileFormatException error)
        {
            return error.Message.Length > 0 && !error.Message.Contains('\n', StringComparison.Ordinal);
        }
    }

    private static byte[] Zip(byte[] data)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(data);
        return stream.ToArray();
    }
}
