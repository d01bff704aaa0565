using System.Text;
using FsCheck.Fluent;
using Sonde.Linux.Compression;

namespace Sonde.Linux.Tests.Compression;

/// <summary>What Debian's zstd packs, our decoder unpacks.</summary>
public sealed class ZstandardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sonde-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("-1")]
    [InlineData("-3")]
    [InlineData("-19")]
    [InlineData("--ultra -22 --long=24 --check")]
    [InlineData("--fast=5 --no-check")]
    public void Content_comes_back(string options)
    {
        foreach ((string name, byte[] content) in Contents())
            Assert.True(content.AsSpan().SequenceEqual(Unpack(Pack(content, options.Split(' ')))), $"{name} with {options}");
    }

    [Fact]
    public void Frames_and_skippable_frames_follow_each_other()
    {
        byte[] first = Pack("first"u8.ToArray()), second = Pack("second"u8.ToArray());
        byte[] skipped = [0x55, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
        Assert.Equal("firstsecond", Encoding.UTF8.GetString(Unpack([.. skipped, .. first, .. skipped, .. second, .. skipped])));
        Assert.Throws<InvalidDataException>(() => Unpack([.. first, .. second[..^1]]));
        Assert.Throws<InvalidDataException>(() => Unpack([.. first, 1, 2, 3, 4, 5, 6, 7, 8]));
    }

    [Fact]
    public void Damaged_data_is_refused_or_gives_other_content()
    {
        byte[] packed = Pack([.. Contents().Single(content => content.Name == "text").Content.Take(100_000)], "-19");
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue - 1)), seed =>
        {
            var random = new Random(seed);
            byte[] damaged = [.. packed];
            for (int i = random.Next(1, 6); i > 0; i--)
                damaged[random.Next(4) == 0 ? random.Next(Math.Min(64, damaged.Length)) : random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                return Unpack(random.Next(4) == 0 ? damaged[..random.Next(damaged.Length)] : damaged).Length < 64 << 20;
            }
            catch (InvalidDataException)
            {
                return true;
            }
        }).Holds(300);
    }

    private static IEnumerable<(string Name, byte[] Content)> Contents()
    {
        var random = new Random(7);
        var noise = new byte[300_000];
        random.NextBytes(noise);
        yield return ("empty", []);
        yield return ("one", [42]);
        yield return ("noise", noise);
        yield return ("zeros", new byte[700_000]);
        var few = new byte[500_000];
        for (int i = 0; i < few.Length; i++)
            few[i] = (byte)(random.Next(6) * random.Next(3));
        yield return ("few", few);
        var text = new StringBuilder();
        while (text.Length < 2_000_000)
            text.Append("word ").Append(random.Next(random.Next(2) == 0 ? 50 : 5000)).Append(random.Next(9) == 0 ? ".\n" : ", ");
        yield return ("text", Encoding.UTF8.GetBytes(text.ToString()));
        yield return ("library", File.ReadAllBytes("/lib/x86_64-linux-gnu/libc.so.6"));
    }

    private byte[] Pack(byte[] content, params string[] options)
    {
        string file = Path.Combine(_folder, "content"), packed = file + ".zst";
        File.WriteAllBytes(file, content);
        Tool.Run("zstd", ["-q", "-f", .. options, file, "-o", packed]);
        return File.ReadAllBytes(packed);
    }

    private static byte[] Unpack(byte[] packed)
    {
        var output = new MemoryStream();
        new ZstandardStream(new MemoryStream(packed)).CopyTo(output);
        return output.ToArray();
    }
}
