using FsCheck.Fluent;
using Google.Protobuf;
using Sonde.Profiles.Formats;
using Sonde.Profiles.Formats.Pprof;
using Sonde.Profiles.Rendering;
using Sonde.Profiles.Tests.Proto;

namespace Sonde.Profiles.Tests;

public sealed class PprofMalformedTests
{
    private static readonly PprofFormat Format = new();

    [Fact]
    public void Mutated_bytes_give_a_profile_or_one_line() => Seeds.ForAll(seed =>
    {
        var random = new Random(seed);
        byte[] data = PprofRoundTripTests.Decompress(PprofRoundTripTests.Write(RandomProfiles.Fill(random).Build()));
        for (int i = random.Next(1, 6); i > 0; i--)
            data[random.Next(data.Length)] = (byte)random.Next(256);
        if (random.Next(3) == 0)
            data = data[..random.Next(data.Length)];
        return IsReadOrRefused(data);
    });

    [Fact]
    public void Mutated_gzip_gives_a_profile_or_one_line() => Seeds.ForAll(seed =>
    {
        var random = new Random(seed);
        byte[] data = PprofRoundTripTests.Write(SampleProfiles.BadApp());
        data[random.Next(3, data.Length)] ^= (byte)random.Next(1, 256);
        return IsReadOrRefused(random.Next(2) == 0 ? data : data[..random.Next(3, data.Length)]);
    });

    [Fact]
    public void Arbitrary_bytes_give_a_profile_or_one_line() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), data => IsReadOrRefused(data ?? [])).Holds();

    [Theory]
    [InlineData("", "expected 1 to 256 sample types, found 0 (at offset 0)")]
    [InlineData("0A", "expected the rest of a number, the data ends (at offset 1)")]
    [InlineData("0A05", "expected 5 bytes in field 1, only 0 are left (at offset 1)")]
    [InlineData("32FFFFFFFF0F", "expected 4294967295 bytes in field 6, only 0 are left (at offset 1)")]
    [InlineData("0F", "expected a protobuf field, found wire type 7 (at offset 1)")]
    [InlineData("00", "expected a protobuf field, found the tag 0 (at offset 0)")]
    [InlineData("0A020805", "expected an entry of the string table, which has 0, found index 5 (at offset 4)")]
    [InlineData("3201610A00", "expected the string table to start with the empty string (at offset 0)")]
    [InlineData("0A00120408011001", "expected a location, found the unknown ID 1 (at offset 6)")]
    [InlineData("0A001200", "expected 1 values in a sample, found 0 (at offset 4)")]
    [InlineData("0A00220408011001", "expected a mapping, found the unknown ID 1 (at offset 8)")]
    [InlineData("0A001A0208011A020801", "expected each mapping once, found ID 1 again (at offset 10)")]
    [InlineData("0A000801", "expected bytes in field 1, found wire type 0 (at offset 3)")]
    [InlineData("0A00088080808080808080808001", "expected a number of at most 10 bytes (at offset 3)")]
    public void The_message_says_where_and_what_was_expected(string hex, string message)
    {
        byte[] data = Convert.FromHexString(hex);
        Assert.Equal(message, Assert.Throws<ProfileFormatException>(() => Format.Read(new MemoryStream(data))).Message);
    }

    [Fact]
    public void A_very_deep_stack_is_read_and_drawn_without_recursion()
    {
        var message = new PbProfile
        {
            StringTable = { "", "samples", "count", "f" },
            SampleType = { new PbValueType { Type = 1, Unit = 2 } },
            Function = { new PbFunction { Id = 1, Name = 3 } },
            Location = { new PbLocation { Id = 1, Line = { new PbLine { FunctionId = 1 } } } },
            Sample = { new PbSample { Value = { 1 }, LocationId = { Enumerable.Repeat(1UL, 200_000) } } },
        };
        Profile profile = Format.Read(new MemoryStream(message.ToByteArray()));
        var output = new MemoryStream();
        foreach (IProfileWriter writer in ProfileFormats.Writers)
            writer.Write(profile, output);
        Assert.True(output.Length > 200_000);
        Assert.StartsWith("100.0 % of samples is in f", Headline.Answer(Analysis.TopTable.Build(profile)), StringComparison.Ordinal);
    }

    private static bool IsReadOrRefused(byte[] data)
    {
        try
        {
            Profile profile = Format.Read(new MemoryStream(data));
            var output = new MemoryStream();
            foreach (IProfileWriter writer in ProfileFormats.Writers)
                writer.Write(profile, output);
            return output.Length > 0;
        }
        catch (ProfileFormatException error)
        {
            return error.Message.Length > 0 && !error.Message.Contains('\n', StringComparison.Ordinal);
        }
    }
}
