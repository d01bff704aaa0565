using Sonde.Profiles.Analysis;
using Sonde.Profiles.Rendering;

namespace Sonde.Profiles.Tests;

/// <summary>Which of the pods that should be alike is not, and by which function.</summary>
public sealed class SiblingComparisonTests
{
    private static readonly string[] Leaves = ["parse", "price", "render", "log", "legacy"];

    /// <summary>Chances of the leaves in a usual pod; the last one is what a pod of another kind does.</summary>
    private static readonly double[] Usual = [0.4, 0.3, 0.2, 0.1, 0.0];

    private readonly Random _random = new(20261121);

    [Fact]
    public void Of_a_hundred_equal_pods_at_most_five_are_named()
    {
        Profile profile = Make([.. Enumerable.Repeat(Usual, 100)], samples: 1000);

        SiblingComparison comparison = SiblingComparison.Of(profile, LabelNames.Pod)!;

        Assert.Equal(100, comparison.Parts);
        Assert.InRange(comparison.Differences.Count, 0, 5);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    public void Of_a_hundred_sets_of_equal_pods_at_most_five_have_one_that_is_named(int pods)
    {
        int named = Enumerable.Range(0, 100).Count(_ =>
            SiblingComparison.Of(Make([.. Enumerable.Repeat(Usual, pods)], samples: 300), LabelNames.Pod)!.Differences.Count > 0);

        Assert.InRange(named, 0, 5);
    }

    [Fact]
    public void Pods_that_serve_different_requests_are_not_named_for_it()
    {
        // Shares that vary by a tenth of the whole from pod to pod, far more than 5000 samples do by chance.
        double[][] pods = [.. Enumerable.Range(0, 20).Select(_ =>
        {
            double shift = (_random.NextDouble() - 0.5) * 0.2;
            return (double[])[0.4 + shift, 0.3 - shift, 0.2, 0.1, 0];
        })];

        Assert.Empty(SiblingComparison.Of(Make(pods, samples: 5000), LabelNames.Pod)!.Differences);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(100)]
    public void The_pod_that_differs_is_named_with_the_function_and_not_its_callers(int pods)
    {
        double[][] shares = [.. Enumerable.Repeat(Usual, pods)];
        shares[pods - 1] = [0.25, 0.2, 0.1, 0.05, 0.4];

        SiblingDifference only = Assert.Single(SiblingComparison.Of(Make(shares, samples: 400), LabelNames.Pod)!.Differences);

        Assert.Equal(($"cart-{pods - 1}", "legacy"), (only.Name, only.Frame.Name));
        Assert.InRange(only.Share, 0.3, 0.5);
        Assert.Equal(0, only.SiblingShare);
        Assert.InRange(only.Probability, 0, 0.01);
    }

    [Fact]
    public void Two_that_differ_do_not_hide_each_other_and_do_not_make_the_rest_differ()
    {
        double[][] shares = [.. Enumerable.Repeat(Usual, 10)];
        shares[2] = shares[7] = [0.25, 0.2, 0.1, 0.05, 0.4];

        Assert.Equal(
            ["cart-2", "cart-7"],
            SiblingComparison.Of(Make(shares, samples: 400), LabelNames.Pod)!.Differences.Select(one => one.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_a_pod_lacks_makes_it_differ_as_well()
    {
        double[][] shares = [.. Enumerable.Repeat(Usual, 10)];
        shares[4] = [0.0, 0.5, 0.33, 0.17, 0];

        SiblingDifference only = Assert.Single(SiblingComparison.Of(Make(shares, samples: 400), LabelNames.Pod)!.Differences);

        Assert.Equal("cart-4", only.Name);
    }

    [Fact]
    public void A_few_samples_and_other_profiles_say_nothing()
    {
        double[][] shares = [.. Enumerable.Repeat(Usual, 10)];
        shares[9] = [0, 0, 0, 0, 1];

        Assert.Empty(SiblingComparison.Of(Make(shares, samples: 20), LabelNames.Pod)!.Differences);
        Assert.Empty(SiblingText.Sentences(SampleProfiles.BadApp()));
    }

    [Fact]
    public void The_sentence_says_which_pod_and_what_it_does_that_the_others_do_not()
    {
        double[][] shares = [.. Enumerable.Repeat((double[])[0.5, 0.5, 0, 0, 0], 4)];
        shares[1] = [0, 0, 0, 0, 1];

        Assert.Equal(
            "pod cart-1 differs from the 3 others: legacy (app.py) takes 100.0 % of its samples, and 0.0 % of theirs",
            Assert.Single(SiblingText.Sentences(Make(shares, samples: 100))));
    }

    private Profile Make(double[][] pods, int samples)
    {
        var builder = new ProfileBuilder(SampleType.Samples);
        var frames = new SampleFrames(builder);
        StackId main = builder.AddStack(builder.AddStack(StackId.Empty, frames.Python("main", "/app/app.py", 1)), frames.Python("serve", "/app/app.py", 1));
        StackId old = builder.AddStack(main, frames.Python("old_api", "/app/app.py", 1));
        StackId[] stacks = [.. Leaves.Select(leaf => builder.AddStack(leaf == "legacy" ? old : main, frames.Python(leaf, "/app/app.py", 1)))];
        for (int pod = 0; pod < pods.Length; pod++)
        {
            LabelSetId labels = builder.AddLabels(new Label(builder.Intern(LabelNames.Pod), builder.Intern($"cart-{pod}")));
            foreach (IGrouping<int, int> leaf in Enumerable.Range(0, samples).GroupBy(_ => Draw(pods[pod])))
                builder.AddSample(stacks[leaf.Key], labels, [leaf.Count()]);
        }

        return builder.Build();
    }

    private int Draw(double[] chances)
    {
        double at = _random.NextDouble();
        int index = 0;
        while (index < chances.Length - 1 && (at -= chances[index]) >= 0)
            index++;
        return index;
    }
}
