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

        Assert.True(profile.Total > 3000, profile.ToString());
        Assert.True(profile.Samples.Count > 100, profile.ToString());
        Assert.True(profile.Quality.Torn * 100 < profile.Quality.Samples, profile.ToString());
        string[] source = await File.ReadAllLinesAsync(
            Interpreters.PathOfScript("two_trees.py"), TestContext.Current.CancellationToken);
        foreach (PythonSample sample in profile.Samples)
            AssertCanExist(sample);
        Assert.All(profile.Samples, sample => Assert.True(LinesFit(sample, source), sample.ToString()));
        Assert.Contains(profile.Samples, sample => sample.Contains("a_first"));
        Assert.Contains(profile.Samples, sample => sample.Contains("b_first"));
    }

    [Theory]
    [MemberData(nameof(Interpreters.All), MemberType = typeof(Interpreters))]
    public async Task Deep_stacks_are_read_to_the_root(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "deep.py");
        PythonProfile profile = await PythonProfile.SampleAsync(rate: 199, samples: 600, program.Id);
        output.WriteLine($"{version}: {PythonProfile.Describe(profile.Quality)}");

        foreach (PythonSample sample in profile.Samples)
        {
            string[] names = [.. sample.Frames.Select(frame => frame.Function)];
            Assert.Equal(["<module>", "run"], names.Take(2));
            // The recursion in the middle is of one function, and only the leaf may be another.
            string[] recursion = [.. names.Skip(2).TakeWhile(name => name != "bottom")];
            Assert.True(recursion.Distinct().Count() <= 1, sample.ToString());
            Assert.InRange(names.Length - 2 - recursion.Length, 0, 1);
            if (names[^1] == "bottom")
            {
                int[] depths = recursion[0] switch { "down" => [6, 301, 3001, 701], "generate" => [151], _ => [61] };
                Assert.Contains(recursion.Length, depths);
            }
        }

        foreach (string function in (string[])["down", "through_c", "generate"])
            Assert.Contains(profile.Samples, sample => sample.Contains(function) && sample.Leaf.Function == "bottom");
        // Thousands of frames on the heap take longer to read than a thread can be held for: the next stack is read instead.
        Assert.Contains(profile.Samples, sample => sample.Frames.Count > (Interpreters.IsBefore311(version) ? 300 : 3000));
        Assert.True(profile.Quality.Torn * 100 < profile.Quality.Samples, profile.ToString());
    }

    [Theory]
    [MemberData(nameof(Interpreters.All), MemberType = typeof(Interpreters))]
    public async Task What_is_too_deep_is_truncated_and_counted(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "too_deep.py");
        PythonProfile profile = await PythonProfile.SampleAsync(rate: 99, samples: 30, program.Id);

        Assert.True(profile.Quality.Truncated > 10, profile.ToString());
        // The waiting main thread has no samples, only the time it took to wait.
        Assert.All(
            profile.Samples.Where(sample => sample.Count > 0),
            sample => Assert.All(sample.Frames, frame => Assert.Equal("down", frame.Function)));
    }

    private static void AssertCanExist(PythonSample sample)
    {
        Assert.Equal("<module>", sample.Frames[0].Function);
        for (int i = 0; i + 1 < sample.Frames.Count; i++)
        {
            PythonFrameView caller = sample.Frames[i], callee = sample.Frames[i + 1];
            Assert.True(Calls[caller.Function].Contains(callee.Function), $"{caller} does not call {callee}: {sample}");
        }
    }

    private static bool LinesFit(PythonSample sample, string[] source) => sample.Frames.Zip(sample.Frames.Skip(1))
        .All(pair => source[pair.First.Line - 1].Contains(pair.Second.Function, StringComparison.Ordinal));
}
