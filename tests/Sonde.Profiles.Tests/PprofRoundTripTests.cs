using System.IO.Compression;
using Google.Protobuf;
using Sonde.Profiles.Formats;
using Sonde.Profiles.Formats.Pprof;
using Sonde.Profiles.Tests.Proto;

namespace Sonde.Profiles.Tests;

public sealed class PprofRoundTripTests
{
    private static readonly PprofFormat Format = new();

    [Fact]
    public void Random_profiles_come_back_exactly() => Seeds.ForAll(seed =>
    {
        Profile profile = RandomProfiles.FromSeed(seed);
        return CanonicalText.Of(Reread(profile)) == CanonicalText.Of(profile);
    });

    [Fact]
    public void A_second_implementation_reads_what_we_write_and_we_read_what_it_writes() => Seeds.ForAll(seed =>
    {
        Profile profile = RandomProfiles.FromSeed(seed);
        PbProfile message = PbProfile.Parser.ParseFrom(Decompress(Write(profile)));
        byte[] again = message.ToByteArray();
        return CanonicalText.Of(Format.Read(new MemoryStream(again))) == CanonicalText.Of(profile);
    });

    [Fact]
    public void The_fields_are_where_pprof_wants_them()
    {
        Profile profile = SampleProfiles.BadApp();
        PbProfile message = PbProfile.Parser.ParseFrom(Decompress(Write(profile)));
        string Text(long index) => message.StringTable[(int)index];

        Assert.Equal("", message.StringTable[0]);
        Assert.Equal(["samples/count", "cpu/nanoseconds"], message.SampleType.Select(t => $"{Text(t.Type)}/{Text(t.Unit)}"));
        Assert.Equal("cpu", Text(message.DefaultSampleType));
        Assert.Equal(5_000_000_000, message.DurationNanos);
        Assert.Equal(profile.SampleCount, message.Sample.Count);
        Assert.Contains("sonde.samples=412", message.Comment.Select(Text));
        Assert.Contains("sonde.note.target=bad-app", message.Comment.Select(Text));
        PbSample hottest = message.Sample[0];
        PbLocation leaf = message.Location.Single(l => l.Id == hottest.LocationId[0]);
        Assert.Equal("slow_checksum", Text(message.Function.Single(f => f.Id == leaf.Line[0].FunctionId).Name));
        Assert.Equal(31, leaf.Line[0].Line);
        Assert.Equal(214, hottest.Value[0]);
        PbLocation inlined = message.Location.Single(l => l.Line.Count == 2);
        Assert.Equal(["memcpy", "longest_match"],
            inlined.Line.Select(line => Text(message.Function.Single(f => f.Id == line.FunctionId).Name)));
    }

    [Fact]
    public void A_time_offset_becomes_a_label_and_comes_back()
    {
        var builder = new ProfileBuilder(SampleType.Samples);
        StackId stack = builder.AddStack([new SampleFrames(builder).Unknown()]);
        builder.AddSample(stack, LabelSetId.Empty, [1], timeOffset: 0);
        builder.AddSample(stack, LabelSetId.Empty, [1], timeOffset: 12_345);
        builder.AddSample(stack, LabelSetId.Empty, [1]);
        Profile profile = builder.Build();

        PbProfile message = PbProfile.Parser.ParseFrom(Decompress(Write(profile)));
        Assert.Equal("sonde.time_offset", message.StringTable[(int)message.Sample[1].Label[0].Key]);
        Profile back = Reread(profile);
        Assert.Equal([0, 12_345, null], Enumerable.Range(0, 3).Select(back.TimeOffsetOf));
    }

    [Fact]
    public void Ids_need_not_count_from_one_and_numbers_need_not_be_packed()
    {
        var message = new PbProfile
        {
            StringTable = { "", "cpu", "nanoseconds", "main" },
            SampleType = { new PbValueType { Type = 1, Unit = 2 } },
            Function = { new PbFunction { Id = 900, Name = 3 } },
            Location = { new PbLocation { Id = ulong.MaxValue, Line = { new PbLine { FunctionId = 900, Line = 7 } } } },
        };
        // Field 2, a sample: location_id and value as single fields (tags 0x08 and 0x10).
        byte[] sample = [0x12, 13, 0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0x10, 42];
        Profile profile = Format.Read(new MemoryStream([.. message.ToByteArray(), .. sample]));

        Assert.Equal(42, profile.ValuesOf(0)[0]);
        LocationId leaf = Assert.Single(profile.LeafFirst(profile.StackOf(0)));
        Assert.Equal(7, Assert.Single(profile.LinesOf(leaf)).Number);
    }

    [Fact]
    public void The_same_profile_is_written_as_the_same_bytes() =>
        Assert.Equal(Write(SampleProfiles.BadApp()), Write(SampleProfiles.BadApp()));

    internal static byte[] Write(Profile profile)
    {
        var stream = new MemoryStream();
        Format.Write(profile, stream);
        return stream.ToArray();
    }

    internal static byte[] Decompress(byte[] data)
    {
        using var gzip = new GZipStream(new MemoryStream(data), CompressionMode.Decompress);
        var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private static Profile Reread(Profile profile) => ProfileFormats.Read(new MemoryStream(Write(profile)));
}
