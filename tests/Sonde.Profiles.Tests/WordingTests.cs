using Sonde.Profiles.Analysis;
using Sonde.Profiles.Rendering;

namespace Sonde.Profiles.Tests;

public sealed class WordingTests
{
    [Theory]
    [InlineData(0, "nanoseconds", "0 ns")]
    [InlineData(999, "nanoseconds", "999 ns")]
    [InlineData(1_234, "nanoseconds", "1.23 µs")]
    [InlineData(45_600_000, "nanoseconds", "45.6 ms")]
    [InlineData(999_600_000, "nanoseconds", "1.00 s")]
    [InlineData(1_234_567_890_123, "nanoseconds", "1,235 s")]
    [InlineData(-45_600_000, "nanoseconds", "-45.6 ms")]
    [InlineData(2_500, "microseconds", "2.50 ms")]
    [InlineData(12_582_912, "bytes", "12.0 MiB")]
    [InlineData(1_023, "bytes", "1,023 B")]
    [InlineData(12_345, "count", "12,345")]
    [InlineData(7, "objects", "7 objects")]
    public void Values(long value, string unit, string text) => Assert.Equal(text, ValueText.Value(value, unit));

    [Theory]
    [InlineData(0, "0.0 %")]
    [InlineData(0.0004, "<0.1 %")]
    [InlineData(0.456, "45.6 %")]
    [InlineData(1, "100.0 %")]
    public void Shares(double share, string text) => Assert.Equal(text, ValueText.Percent(share));

    [Fact]
    public void A_good_profile_says_so() => Assert.Equal(
        "412 samples, 0 lost, 0 truncated, 0 torn, never paused, collector 1.2 % of one core (62 ms)",
        QualityLine.Format(SampleProfiles.BadApp()));

    [Fact]
    public void Problems_stand_first()
    {
        var builder = new ProfileBuilder(SampleType.Samples)
        {
            Quality = new ProfileQuality
            {
                Samples = 1000,
                Lost = 12,
                Torn = 1,
                PauseMilliseconds = 3.25,
                CollectorCpuMilliseconds = 1234,
                UnwindFailed = new SortedDictionary<string, long> { ["bad_read"] = 1, ["no_frame_pointer"] = 30, ["none"] = 0 },
            },
        };
        Assert.Equal(
            "12 lost (1.2 %), 1 torn (0.1 %), 31 incomplete stacks (no frame pointer 30, bad read 1), target paused for 3.3 ms; "
            + "1,000 samples, 0 truncated, collector 1,234 ms of CPU",
            QualityLine.Format(builder.Build()));
    }

    [Fact]
    public void A_foreign_profile_claims_nothing() =>
        Assert.StartsWith("quality unknown", QualityLine.Format(new ProfileBuilder(SampleType.Samples).Build()), StringComparison.Ordinal);

    [Fact]
    public void The_hot_function_of_a_library_comes_with_its_caller()
    {
        var builder = new ProfileBuilder(SampleType.Cpu);
        var frames = new SampleFrames(builder);
        LocationId digest = frames.Native("EVP_Digest", "/lib/libcrypto.so.3", 0x10), block = frames.Native("sha256_block", "/lib/libcrypto.so.3", 0x20);
        builder.AddSample(builder.AddStack([block, digest, frames.Python("hash_body", "app.py", 27)]), LabelSetId.Empty, [6]);
        builder.AddSample(builder.AddStack([frames.Python("idle", "app.py", 3)]), LabelSetId.Empty, [4]);
        Assert.Equal(
            "60.0 % of CPU time is in sha256_block (libcrypto.so.3), called by hash_body (app.py:27)",
            Headline.Answer(TopTable.Build(builder.Build())));
    }

    [Fact]
    public void When_nothing_dominates_the_headline_says_so()
    {
        var builder = new ProfileBuilder(SampleType.Wall);
        var frames = new SampleFrames(builder);
        for (int i = 0; i < 20; i++)
            builder.AddSample(builder.AddStack([frames.Python($"f{i:00}", "app.py", 3)]), LabelSetId.Empty, [1]);
        Assert.Equal(
            "No single function dominates: the hottest, f00 (app.py:3), takes 5.0 % of wall time",
            Headline.Answer(TopTable.Build(builder.Build())));
    }

    [Fact]
    public void The_title_says_what_was_taken_how_long_and_how_often() => Assert.Equal(
        "bad-app — CPU, 5.0 s, 412 samples at 99 Hz", Headline.Title(SampleProfiles.BadApp(), SampleType.Cpu));

    [Theory]
    [InlineData("handle_request (server.py:233)", 30, "handle_request (server.py:233)")]
    [InlineData("handle_request (server.py:233)", 24, "handle_request…r.py:233)")]
    [InlineData("std::vector<int>::emplace_back", 20, "std::vector<i…e_back")]
    [InlineData("ab\u001b[31m\n", 20, "ab\uFFFD[31m\uFFFD")]
    [InlineData("abc", 1, "…")]
    public void Texts_are_cut_in_the_middle(string text, int width, string expected) =>
        Assert.Equal(expected, TextFit.Middle(text, width));
}
