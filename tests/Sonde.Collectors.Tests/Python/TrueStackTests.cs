using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Python;

/// <summary>No stack that cannot exist is ever shown, however fast the program calls and returns.</summary>
[Trait("Needs", "python3.13")]
public sealed class TrueStackTests(ITestOutputHelper output)
{
    /// <summary>Who calls whom in two_trees.py.</summary>
    private static readonly Dictionary<string, string[]> Calls = new()
    {
        ["<module>"] = ["run"],
        ["run"] = ["a_first", "b_first"],
        ["a_first"] = ["a_leaf", "a_second"],
        ["a_second"] = ["a_third", "a_leaf"],
        ["a_third"] = ["a_generate", "a_first"],
        ["a_generate"] = ["a_leaf"],
        ["a_leaf"] = [],
        ["b_first"] = ["b_throw", "b_leaf", "b_other"],
        ["b_other"] = ["b_sorted", "b_generate", "b_first"],
        ["b_generate"] = ["b_leaf", "b_generate_more"],
        ["b_generate_more"] = ["b_leaf"],
        ["b_sorted"] = ["b_key"],
        ["b_key"] = ["b_leaf"],
        ["b_leaf"] = [],
        ["b_throw"] = [],
    };

    [Theory]
    [MemberData(nameof(Interpreters.All), MemberType = typeof(Interpreters))]
    public async Task No_path_mixes_two_alternating_call_trees(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "two_trees.py");
        PythonProfile profile = await PythonProfile.SampleAsync(rate: 1000, samples: 4000, program.Id);
        output.WriteLine($"{version}: {PythonProfile.Describe(profile.Quality)}");

        Assert.True(profile.Total > 1000, profile.ToString());
        Assert.True(profile.Samples.Count > 100, profile.ToString());
        string[] source = await File.ReadAllLinesAsync(
            Interpreters.PathOfScript("two_trees.py"), TestContext.Current.CancellationToken);
        foreach (PythonSample sample in profile.Samples)
            AssertCanExist(sample, source);
        Assert.Contains(profile.Samples, sample => sample.Contains("a_generate"));
        Assert.Contains(profile.Samples, sample => sample.Contains("b_key"));
        Assert.Contains(profile.Samples, sample => sample.Contains("b_throw"));
        Assert.True(profile.Quality.Torn * 20 < profile.Quality.Samples, profile.ToString());
    }

    private static void AssertCanExist(PythonSample sample, string[] source)
    {
        Assert.Equal("<module>", sample.Frames[0].Function);
        for (int i = 0; i + 1 < sample.Frames.Count; i++)
        {
            PythonFrameView caller = sample.Frames[i], callee = sample.Frames[i + 1];
            Assert.True(Calls[caller.Function].Contains(callee.Function), $"{caller} does not call {callee}: {sample}");
            Assert.True(
                source[caller.Line - 1].Contains(callee.Function, StringComparison.Ordinal),
                $"line {caller.Line} of {caller} does not call {callee}: {sample}");
        }
    }
}
