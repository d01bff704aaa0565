namespace Sonde.Profiles.Tests;

public sealed class ProfileMergerTests
{
    [Fact]
    public void Merging_parts_equals_building_at_once() => Seeds.ForAll(seed =>
    {
        SampleType[] types = [SampleType.Samples, SampleType.Cpu];
        var whole = new ProfileBuilder(types);
        ProfileBuilder[] parts = [new(types), new(types), new(types)];
        var random = new Random(seed);
        for (int i = 0; i < 60; i++)
        {
            int variant = random.Next(1 << 20);
            AddVariant(whole, variant);
            AddVariant(parts[random.Next(parts.Length)], variant);
        }

        Profile merged = ProfileMerger.Merge([.. parts.Select(part => part.Build())]);
        return CanonicalText.Of(merged) == CanonicalText.Of(whole.Build());
    });

    [Fact]
    public void Merging_a_profile_with_an_empty_one_changes_nothing() => Seeds.ForAll(seed =>
    {
        Profile profile = RandomProfiles.FromSeed(seed);
        var empty = new ProfileBuilder(profile.SampleTypes) { PeriodType = profile.PeriodType, StartNanoseconds = profile.StartNanoseconds };
        return CanonicalText.Of(ProfileMerger.Merge(profile, empty.Build())) == CanonicalText.Of(profile);
    });

    [Fact]
    public void Sample_types_are_joined_and_a_missing_value_is_zero()
    {
        Profile merged = ProfileMerger.Merge(
            OneSample([SampleType.Samples, SampleType.Cpu], [1, 10]), OneSample([SampleType.Wall, SampleType.Samples], [500, 2]));

        Assert.Equal([SampleType.Samples, SampleType.Cpu, SampleType.Wall], merged.SampleTypes);
        Assert.Equal(1, merged.SampleCount);
        Assert.Equal([3, 10, 500], merged.ValuesOf(0).ToArray());
    }

    [Fact]
    public void Time_that_overlaps_counts_once_and_a_gap_does_not_count()
    {
        Profile merged = ProfileMerger.Merge(Timed(100, 10), Timed(105, 10), Timed(200, 5), Timed(101, 2));
        Assert.Equal(100, merged.StartNanoseconds);
        Assert.Equal(20, merged.DurationNanoseconds);
    }

    [Fact]
    public void Time_offsets_are_counted_from_the_common_start()
    {
        Profile merged = ProfileMerger.Merge(Timed(1000, 10, offset: 3), Timed(900, 10, offset: 4));
        Assert.Equal(900, merged.StartNanoseconds);
        Assert.Equal([103, 4], Enumerable.Range(0, merged.SampleCount).Select(merged.TimeOffsetOf));
    }

    [Fact]
    public void Quality_adds_up()
    {
        var first = new ProfileQuality
        {
            Samples = 10,
            Lost = 1,
            Truncated = 2,
            Torn = 3,
            PauseMilliseconds = 0.5,
            CollectorCpuMilliseconds = 4,
            Event = "cpu-clock",
            Rate = 99,
            UnwindFailed = new SortedDictionary<string, long> { ["no_frame_pointer"] = 5 },
            Notes = new SortedDictionary<string, string> { ["kernel"] = "6.1", ["target"] = "a" },
        };
        ProfileQuality second = first with { Event = "timer", Rate = 49, Notes = new SortedDictionary<string, string> { ["kernel"] = "6.1", ["target"] = "b" } };

        Assert.Equal(
            "quality 20 2 4 6 1 8 cpu-clock+timer 99 [no_frame_pointer, 10][kernel, 6.1] [target, a, b]",
            CanonicalText.Of(first.Plus(second)));
        Assert.Equal("cpu-clock+timer", first.Plus(second).Plus(first).Event);
    }

    [Fact]
    public void Comments_are_joined_without_repetition()
    {
        ProfileBuilder a = new(SampleType.Samples), b = new(SampleType.Samples);
        a.CommentList.Add("one");
        b.CommentList.Add("one");
        b.CommentList.Add("two");
        Assert.Equal(["one", "two"], ProfileMerger.Merge(a.Build(), b.Build()).Comments);
    }

    [Fact]
    public void Nothing_cannot_be_merged() => Assert.Throws<ArgumentException>(() => ProfileMerger.Merge([]));

    private static void AddVariant(ProfileBuilder builder, int variant)
    {
        var frames = new SampleFrames(builder);
        var random = new Random(variant % 40);
        StackId stack = StackId.Empty;
        for (int depth = random.Next(8); depth > 0; depth--)
        {
            stack = builder.AddStack(stack, random.Next(4) switch
            {
                0 => frames.Inlined(),
                1 => frames.Kernel("k" + random.Next(3)),
                2 => frames.Unresolved("/lib/a.so", (ulong)random.Next(3)),
                _ => frames.Python("f" + random.Next(5), "a.py", random.Next(3)),
            });
        }

        builder.AddSample(stack, frames.Labels("t" + (variant % 3), variant % 3), [1, variant], variant % 5 == 0 ? variant : null);
    }

    private static Profile OneSample(SampleType[] types, long[] values)
    {
        var builder = new ProfileBuilder(types);
        builder.AddSample(builder.AddStack([new SampleFrames(builder).Unknown()]), LabelSetId.Empty, values);
        return builder.Build();
    }

    private static Profile Timed(long start, long duration, long? offset = null)
    {
        var builder = new ProfileBuilder(SampleType.Samples) { StartNanoseconds = start, DurationNanoseconds = duration };
        if (offset is not null)
            builder.AddSample(StackId.Empty, LabelSetId.Empty, [1], offset);
        return builder.Build();
    }
}
