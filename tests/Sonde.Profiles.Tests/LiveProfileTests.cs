using Sonde.Profiles.Analysis.Live;

namespace Sonde.Profiles.Tests;

public sealed class LiveProfileTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_builder_that_was_taken_from_goes_on_with_the_same_ids_and_new_values()
    {
        var builder = new ProfileBuilder(SampleType.Samples, SampleType.Cpu) { DefaultSampleType = 1 };
        StackId stack = builder.AddStack([Location(builder, "slow", 3)]);
        LabelSetId labels = builder.AddLabels(new Label(builder.Intern(LabelNames.Thread), builder.Intern("main")));
        builder.AddSample(stack, labels, [1, 10]);

        Profile first = builder.Take(), nothing = builder.Take();
        builder.AddSample(stack, labels, [2, 20]);
        Profile last = builder.Build();

        Assert.Equal(0, nothing.SampleCount);
        Assert.Equal([1, 10], first.ValuesOf(0).ToArray());
        Assert.Equal([2, 20], last.ValuesOf(0).ToArray());
        Assert.Equal(CanonicalText.Of(first).Replace("1 10", "", StringComparison.Ordinal).Length, CanonicalText.Of(last).Replace("2 20", "", StringComparison.Ordinal).Length);
        Assert.Equal(1, first.DefaultSampleType);
    }

    [Fact]
    public void Intervals_add_up_and_what_rests_keeps_its_sum()
    {
        var live = new LiveProfile();

        live.Add(Interval(("slow", 4711, 600_000_000), ("fast", 4712, 100_000_000)), Second);
        LiveTable table = live.Add(Interval(("fast", 4712, 500_000_000)), Second);

        Assert.Equal(["fast", "slow"], table.Functions.Select(function => function.Frame.Name));
        Assert.Equal(new LiveSums(500_000_000, 600_000_000), table.Functions[0].Self);
        Assert.Equal(new LiveSums(0, 600_000_000), table.Functions[1].Self);
        Assert.Equal(["main (4712)", "main (4711)"], table.Threads.Select(thread => thread.Name));
        Assert.Equal(0.5, table.ShareNow(table.Value.Now), 6);
        Assert.Equal(0.6, table.ShareOfAll(table.Value.Sum), 6);
        Assert.Equal(["running"], table.States.Select(state => state.Name));
    }

    [Fact]
    public void The_whole_run_is_an_interval_of_its_own()
    {
        var live = new LiveProfile();
        live.Add(Interval(("slow", 4711, 600_000_000)), Second);
        LiveTable whole = live.Add(Interval(("fast", 4711, 100_000_000)), Second).Whole();

        Assert.Equal(["slow", "fast"], whole.Functions.Select(function => function.Frame.Name));
        Assert.Equal(0.3, whole.ShareNow(whole.Functions[0].Self.Now), 6);
    }

    [Fact]
    public void What_is_no_time_is_shared_by_count()
    {
        var builder = new ProfileBuilder(SampleType.Samples);
        builder.AddSample(builder.AddStack([Location(builder, "fault", 1)]), LabelSetId.Empty, [8]);

        LiveTable table = new LiveProfile().Add(builder.Build(), Second);

        Assert.Equal(0.5, table.ShareNow(4));
        Assert.Empty(table.States);
    }

    private static Profile Interval(params (string Function, int Thread, long Nanoseconds)[] samples)
    {
        var builder = new ProfileBuilder(SampleType.Samples, SampleType.Cpu) { DefaultSampleType = 1 };
        foreach ((string function, int thread, long nanoseconds) in samples)
        {
            LabelSetId labels = builder.AddLabels(
                new Label(builder.Intern(LabelNames.Thread), builder.Intern("main")),
                new Label(builder.Intern(LabelNames.ThreadId), StringId.Empty, thread),
                new Label(builder.Intern(LabelNames.State), builder.Intern("running")));
            builder.AddSample(builder.AddStack([Location(builder, function, 3)]), labels, [1, nanoseconds]);
        }

        return builder.Build();
    }

    private static LocationId Location(ProfileBuilder builder, string function, int line) => builder.AddLocation(
        MappingId.None, 0, [new Line(builder.AddFunction(new Function(builder.Intern(function), default, builder.Intern("app.py"), 1)), line)]);
}
