using System.Text;
using Sonde.Profiles.Formats;

namespace Sonde.Profiles.Tests;

public sealed class ProfileFormatsTests
{
    [Theory]
    [InlineData("out/a.pb.gz", "pprof")]
    [InlineData("A.PB", "pprof")]
    [InlineData("x.folded", "collapsed")]
    [InlineData("x.txt", "text")]
    [InlineData("x.json", "json")]
    [InlineData("x.svg", "svg")]
    [InlineData("x.html", "html")]
    [InlineData("x.speedscope.json", "speedscope")]
    [InlineData("x.cpuprofile", "cpuprofile")]
    [InlineData("x.firefox.json", "firefox")]
    [InlineData("x.gz", null)]
    [InlineData("svg", null)]
    public void The_file_name_chooses_the_writer(string path, string? name) =>
        Assert.Equal(name, ProfileFormats.FindWriterForFile(path)?.Name);

    [Fact]
    public void Names_and_extensions_are_unique()
    {
        Assert.Equal(ProfileFormats.All.Count, ProfileFormats.All.Select(f => f.Name).Distinct().Count());
        string[] extensions = [.. ProfileFormats.All.SelectMany(f => f.Extensions)];
        Assert.Equal(extensions.Length, extensions.Distinct().Count());
        Assert.All(ProfileFormats.Writers, writer => Assert.Same(writer, ProfileFormats.FindWriter(writer.Name.ToUpperInvariant())));
        Assert.Null(ProfileFormats.FindReader("svg"));
    }

    [Fact]
    public void Content_chooses_the_reader() => Seeds.ForAll(seed =>
    {
        Profile profile = RandomProfiles.FromSeed(seed);
        byte[] packed = PprofRoundTripTests.Write(profile);
        string expected = CanonicalText.Of(profile);
        return CanonicalText.Of(ProfileFormats.Read(new MemoryStream(packed))) == expected
            && CanonicalText.Of(ProfileFormats.Read(new MemoryStream(PprofRoundTripTests.Decompress(packed)))) == expected;
    });

    [Theory]
    [InlineData("\n\nmain;work 3\n")]
    [InlineData("main 3")]
    [InlineData("  <module> (app.py:3);f 1\n")]
    public void Collapsed_stacks_are_recognised(string text)
    {
        byte[] data = Encoding.UTF8.GetBytes(text);
        Assert.Equal(1, ProfileFormats.Read(new MemoryStream(data)).SampleCount);
        Assert.False(ProfileFormats.FindReader("pprof")!.CanRead(data));
    }

    [Theory]
    [InlineData("", "the file is empty: expected a profile (at offset 0)")]
    [InlineData("{\"a\": 1}", "no known profile format: expected pprof, speedscope, cpuprofile, perf-script, collapsed (at offset 0)")]
    public void Anything_else_is_refused(string text, string message) => Assert.Equal(
        message, Assert.Throws<ProfileFormatException>(() => ProfileFormats.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)))).Message);

    [Fact]
    public void A_truncated_gzip_file_is_refused()
    {
        byte[] packed = PprofRoundTripTests.Write(SampleProfiles.BadApp());
        Assert.Throws<ProfileFormatException>(() => ProfileFormats.Read(new MemoryStream(packed[..(packed.Length / 2)])));
    }
}
