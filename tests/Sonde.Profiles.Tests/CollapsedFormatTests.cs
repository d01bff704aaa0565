using System.Text;
using Sonde.Profiles.Formats;

namespace Sonde.Profiles.Tests;

public sealed class CollapsedFormatTests
{
    [Fact]
    public void The_sample_profile_looks_as_it_should() => GoldenFile.Check("bad-app.collapsed", Write(SampleProfiles.BadApp()));

    [Fact]
    public void With_annotations_and_groups_it_looks_as_it_should() => GoldenFile.Check(
        "bad-app-annotated.collapsed",
        Write(SampleProfiles.BadApp().WithDefaultSampleType(0), new WriteOptions { Annotate = true, ProcessFrames = true, ThreadFrames = true }));

    [Fact]
    public void What_was_read_is_written_alike() => Seeds.ForAll(seed =>
    {
        var annotated = new WriteOptions { Annotate = true };
        string once = Write(RandomProfiles.FromSeed(seed));
        string sample = Write(SampleProfiles.BadApp(), annotated);
        return Write(Read(once)) == once && Write(Read(sample), annotated) == sample;
    });

    [Fact]
    public void Any_bytes_give_a_profile_or_one_line() => Seeds.ForAll(seed =>
    {
        var random = new Random(seed);
        byte[] data = Encoding.UTF8.GetBytes(Write(RandomProfiles.FromSeed(seed)) + "main;x 3\n");
        for (int i = random.Next(1, 5); i > 0; i--)
            data[random.Next(data.Length)] = (byte)random.Next(256);
        try
        {
            return new CollapsedFormat().Read(new MemoryStream(data)).SampleTypes.Count == 1;
        }
        catch (ProfileFormatException error)
        {
            return error.Offset is not null;
        }
    });

    [Fact]
    public void What_austin_says_of_its_run_is_no_stack()
    {
        byte[] data = Encoding.UTF8.GetBytes("# austin: 3.7.0\n# interval: 10000\n# mode: wall\n\nP42;T0:7;/app/x.py:main:3 250\n# duration: 1000\n");
        Assert.Equal("collapsed", ProfileFormats.BuiltIn.Readers.First(reader => reader.CanRead(data)).Name);
        Profile profile = new CollapsedFormat().Read(new MemoryStream(data));
        Assert.Equal(1, profile.SampleCount);
        Assert.Equal(250, profile.ValuesOf(0)[0]);
    }

    [Fact]
    public void Annotations_become_modules_and_inlined_lines()
    {
        Profile profile = Read("main;helper_[i];jitted_[j];sys_read_[k] 5\n");
        LocationId[] stack = profile.LeafFirst(profile.StackOf(0));
        string Name(Line line) => profile.Strings[profile.Functions[line.Function.Index].Name];
        string Module(LocationId id) => profile.Strings[profile.Mappings[profile.Locations[id.Index].Mapping.Index].FileName];

        Assert.Equal(["sys_read"], profile.LinesOf(stack[0]).Select(Name));
        Assert.Equal(WellKnownMappings.Kernel, Module(stack[0]));
        Assert.Equal(WellKnownMappings.Jit, Module(stack[1]));
        Assert.Equal(["helper", "main"], profile.LinesOf(stack[2]).Select(Name));
    }

    [Fact]
    public void A_place_in_brackets_becomes_file_and_line()
    {
        Profile profile = Read("handle (/app/my app.py:52);operator() (int) 7\n");
        LocationId[] stack = profile.LeafFirst(profile.StackOf(0));
        Line line = Assert.Single(profile.LinesOf(stack[1]));
        Function function = profile.Functions[line.Function.Index];
        Assert.Equal(("handle", "/app/my app.py", 52), (profile.Strings[function.Name], profile.Strings[function.FileName], line.Number));
        Assert.Equal("operator() (int)", profile.Strings[profile.Functions[profile.LinesOf(stack[0])[0].Function.Index].Name]);
    }

    [Theory]
    [InlineData("a;b 3\r\n\na;b 4", 7)]
    [InlineData("  a b ;c\t12.5\n", 12)]
    [InlineData("a 0003\n", 3)]
    public void Ends_of_lines_spaces_and_fractions_are_understood(string text, long sum) =>
        Assert.Equal(sum, Read(text).ValuesOf(0)[0]);

    [Theory]
    [InlineData("a;b 3\na;b\n", "line 2: expected \"frame;frame;frame COUNT\" (at offset 6)")]
    [InlineData("a;b three\n", "line 1: expected \"frame;frame;frame COUNT\" (at offset 0)")]
    [InlineData("a;b 99999999999999999999\n", "line 1: expected \"frame;frame;frame COUNT\" (at offset 0)")]
    public void A_line_without_a_count_is_named(string text, string message) =>
        Assert.Equal(message, Assert.Throws<ProfileFormatException>(() => Read(text)).Message);

    private static string Write(Profile profile, WriteOptions? options = null)
    {
        var stream = new MemoryStream();
        new CollapsedFormat(options).Write(profile, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static Profile Read(string text) => new CollapsedFormat().Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));
}
