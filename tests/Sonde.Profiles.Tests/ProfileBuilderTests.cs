namespace Sonde.Profiles.Tests;

public sealed class ProfileBuilderTests
{
    [Fact]
    public void Equal_stacks_and_labels_add_up()
    {
        var builder = new ProfileBuilder(SampleType.Samples, SampleType.Cpu);
        var frames = new SampleFrames(builder);
        StackId stack = builder.AddStack([frames.Python("leaf", "a.py", 3), frames.Python("root", "a.py", 9)]);
        StackId same = builder.AddStack(builder.AddStack(StackId.Empty, frames.Python("root", "a.py", 9)), frames.Python("leaf", "a.py", 3));
        builder.AddSample(stack, frames.Labels("t", 1), [1, 10]);
        builder.AddSample(same, frames.Labels("t", 1), [2, 20]);
        builder.AddSample(same, frames.Labels("u", 2), [4, 40]);
        Profile profile = builder.Build();

        Assert.Equal(stack, same);
        Assert.Equal(2, profile.SampleCount);
        Assert.Equal([3, 30], profile.ValuesOf(0).ToArray());
    }

    [Fact]
    public void Labels_are_a_set_whatever_their_order_and_number()
    {
        var builder = new ProfileBuilder(SampleType.Samples);
        Label[] labels = [.. Enumerable.Range(0, 40).Select(i => new Label(builder.Intern("k" + (i % 7)), default, i))];
        Label[] reversed = [.. labels.Reverse()];
        Assert.Equal(builder.AddLabels(labels), builder.AddLabels(reversed));
        Assert.Equal(builder.AddLabels(labels.AsSpan(0, 3)), builder.AddLabels(reversed.AsSpan(37)));
        Assert.NotEqual(builder.AddLabels(labels.AsSpan(0, 3)), builder.AddLabels(labels.AsSpan(0, 2)));
    }

    [Fact]
    public void Times_keep_their_nanoseconds()
    {
        var builder = new ProfileBuilder(SampleType.Samples) { StartNanoseconds = 1_700_000_000_123_456_789, DurationNanoseconds = 999 };
        Assert.Equal(1_700_000_000_123_456_7, (builder.StartTime!.Value - DateTimeOffset.UnixEpoch).Ticks);
        Assert.Equal(9, builder.Duration.Ticks);
        builder.StartTime = null;
        Assert.Equal(0, builder.StartNanoseconds);
        builder.StartNanoseconds = -1;
        Assert.Equal(-1, (builder.StartTime!.Value - DateTimeOffset.UnixEpoch).Ticks);
    }

    [Fact]
    public void A_built_profile_takes_no_more_samples()
    {
        var builder = new ProfileBuilder(SampleType.Samples);
        builder.Build();
        Assert.Throws<ObjectDisposedException>(() => builder.AddSample(StackId.Empty, LabelSetId.Empty, [1]));
    }

    [Fact]
    public void A_prefix_tree_finds_what_it_holds()
    {
        var tree = new PrefixTree<int>();
        var random = new Random(1);
        var nodes = new Dictionary<(int, int), int>();
        for (int i = 0; i < 20_000; i++)
        {
            int parent = random.Next(tree.Count), item = random.Next(50);
            int node = tree.Add(parent, item);
            Assert.Equal(nodes.TryAdd((parent, item), node) ? tree.Count - 1 : nodes[(parent, item)], node);
            Assert.Equal((parent, item), (tree.Parent(node), tree.Item(node)));
        }

        int deep = nodes.Values.MaxBy(tree.Length);
        Assert.Equal(tree.Length(deep), tree.ToArray(deep).Length);
        Assert.Equal(tree.Item(deep), tree.ToArray(deep)[^1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.Add(tree.Count, 0));
    }
}
