using Sonde.Profiles.Analysis;
using Sonde.Profiles.Formats;

namespace Sonde.Profiles.Tests;

public sealed class ProfileDiffTests
{
    [Fact]
    public void Halves_of_one_profile_differ_by_noise_only()
    {
        // 100 random splits; the same seed gives the same splits.
        Profile whole = SampleProfiles.BadApp(scale: 10);
        int flagged = 0;
        for (int seed = 0; seed < 100; seed++)
        {
            (Profile first, Profile second) = Halves.Split(whole, new Random(seed));
            ProfileDiff diff = ProfileDiff.Build(first, second);
            if (diff.Functions.Any(f => f.IsSignificant) || diff.ChangedPaths().Count > 0)
                flagged++;
        }

        Assert.InRange(flagged, 0, 5);
    }

    [Fact]
    public void Halves_of_recorded_samples_differ_by_noise_only()
    {
        // A Go program's own CPU profile of 40 seconds: TestTargets/Formats/burn.go.
        using FileStream stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Recorded", "go-cpu.pb.gz"));
        Profile whole = ProfileFormats.Read(stream);
        int flagged = Enumerable.Range(0, 100).Count(seed =>
        {
            (Profile first, Profile second) = Halves.Split(whole, new Random(seed));
            ProfileDiff diff = ProfileDiff.Build(first, second);
            return diff.Functions.Any(f => f.IsSignificant) || diff.ChangedPaths().Count > 0;
        });

        Assert.InRange(flagged, 0, 5);
    }

    [Fact]
    public void A_function_that_doubled_is_found_whatever_the_duration()
    {
        Profile before = Two(slow: 1000, fast: 4000, seconds: 10), after = Two(slow: 4000, fast: 8000, seconds: 20);

        ProfileDiff diff = ProfileDiff.Build(before, after);

        DiffEntry slow = diff.Functions[0];
        Assert.Equal(("slow", DiffVerdict.Grew), (slow.Frame.Name, slow.Self.Verdict));
        Assert.Equal((0.2, 1.0 / 3), (slow.Self.BaseShare, slow.Self.NewShare));
        Assert.Equal((1.0, 2.0), (slow.Self.BaseCost!.Value, slow.Self.NewCost!.Value), (a, b) => Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) < 1e-9);
        DiffEntry fast = diff.Functions.Single(f => f.Frame.Name == "fast");
        Assert.Equal(DiffVerdict.Shrank, fast.Self.Verdict);
        Assert.Equal(DiffVerdict.Noise, diff.Functions.Single(f => f.Frame.Name == "main").Total.Verdict);
    }

    [Fact]
    public void By_cost_a_function_whose_cost_stayed_is_noise_though_its_share_fell()
    {
        Profile before = Two(slow: 1000, fast: 4000, seconds: 10), after = Two(slow: 4000, fast: 8000, seconds: 20);

        ProfileDiff diff = ProfileDiff.Build(before, after, new DiffOptions { Measure = DiffMeasure.Cost });

        Assert.Equal(DiffVerdict.Noise, diff.Functions.Single(f => f.Frame.Name == "fast").Self.Verdict);
        Assert.Equal(DiffVerdict.Grew, diff.Functions.Single(f => f.Frame.Name == "slow").Self.Verdict);
        Assert.Equal(DiffVerdict.Grew, diff.Whole.Verdict);
    }

    [Fact]
    public void What_came_and_went_is_said()
    {
        ProfileDiff diff = ProfileDiff.Build(Two(slow: 500, fast: 500, seconds: 1, "old"), Two(slow: 500, fast: 500, seconds: 1, "new"));

        Assert.Equal(DiffVerdict.Vanished, diff.Functions.Single(f => f.Frame.Name == "old").Self.Verdict);
        Assert.Equal(DiffVerdict.Appeared, diff.Functions.Single(f => f.Frame.Name == "new").Self.Verdict);
        Assert.Equal("old", diff.FrameOf(Assert.Single(diff.VanishedPaths()))!.Name);
    }

    [Fact]
    public void Values_without_samples_are_not_judged()
    {
        var bytes = new SampleType("inuse_space", "bytes");
        ProfileDiff diff = ProfileDiff.Build(One(bytes, 1_000_000), One(bytes, 9_000_000));

        Assert.Equal((DiffVerdict.NotJudged, null), (diff.Functions[0].Self.Verdict, diff.Functions[0].Self.Probability));
    }

    [Fact]
    public void Profiles_without_a_common_type_are_refused() => Assert.Equal(
        "the profiles cannot be compared: the first holds inuse_space in bytes, the second cpu in nanoseconds",
        Assert.Throws<ProfileFormatException>(() => ProfileDiff.Build(One(new SampleType("inuse_space", "bytes"), 1), One(SampleType.Cpu, 1))).Message);

    [Fact]
    public void Both_trees_are_in_the_tree() => Seeds.ForAll(seed =>
    {
        var random = new Random(seed);
        var builderA = new ProfileBuilder(SampleType.Samples);
        var builderB = new ProfileBuilder(SampleType.Samples);
        foreach (ProfileBuilder builder in (ProfileBuilder[])[builderA, builderB])
        {
            var frames = new SampleFrames(builder);
            for (int i = random.Next(40); i > 0; i--)
            {
                StackId stack = builder.AddStack([.. Enumerable.Range(0, random.Next(6)).Select(_ => frames.Native("f" + random.Next(4), "/bin/x", 5))]);
                builder.AddSample(stack, LabelSetId.Empty, [random.Next(100)]);
            }
        }

        Profile a = builderA.Build(), b = builderB.Build();
        ProfileDiff diff = ProfileDiff.Build(a, b);
        string Paths(IEnumerable<(string Path, long Value)> paths) =>
            string.Join('\n', paths.Where(p => p.Value != 0).Select(p => $"{p.Path} {p.Value}").Order(StringComparer.Ordinal));
        string PathOf(int node) => node == 0 ? "" : PathOf(diff.Nodes[node].Parent) + ";" + diff.FrameOf(node)!.Name;
        string Expected(Profile profile)
        {
            CallTree tree = CallTree.Build(profile);
            string Path(int node) => node == 0 ? "" : Path(tree.Nodes[node].Parent) + ";" + tree.FrameOf(node)!.Name;
            return Paths(Enumerable.Range(0, tree.Nodes.Length).Select(i => (Path(i), tree.Nodes[i].Total)));
        }

        int[] nodes = [.. Enumerable.Range(0, diff.Nodes.Length)];
        return Paths(nodes.Select(i => (PathOf(i), diff.Nodes[i].BaseTotal))) == Expected(a)
            && Paths(nodes.Select(i => (PathOf(i), diff.Nodes[i].NewTotal))) == Expected(b);
    });

    private static Profile One(SampleType type, long value)
    {
        var builder = new ProfileBuilder(type);
        builder.AddSample(builder.AddStack([new SampleFrames(builder).Native("main", "/bin/x", 1)]), LabelSetId.Empty, [value]);
        return builder.Build();
    }

    private static Profile Two(long slow, long fast, int seconds, string? leaf = null)
    {
        const long Period = 10_000_000;
        var builder = new ProfileBuilder(SampleType.Samples, SampleType.Cpu) { DefaultSampleType = 1, Duration = TimeSpan.FromSeconds(seconds) };
        var frames = new SampleFrames(builder);
        LocationId main = frames.Native("main", "/bin/x", 1);
        LocationId slowFrame = frames.Native("slow", "/bin/x", 2);
        LocationId[] slowStack = leaf is null ? [slowFrame, main] : [frames.Native(leaf, "/bin/x", 4), slowFrame, main];
        builder.AddSample(builder.AddStack(slowStack), LabelSetId.Empty, [slow, slow * Period]);
        builder.AddSample(builder.AddStack([frames.Native("fast", "/bin/x", 3), main]), LabelSetId.Empty, [fast, fast * Period]);
        return builder.Build();
    }
}
