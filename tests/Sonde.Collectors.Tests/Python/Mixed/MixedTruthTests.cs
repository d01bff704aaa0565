using Sonde.Collectors.Python.Mixed;
using Sonde.Linux.Procfs;
using Sonde.Linux.Timing;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Python.Mixed;

/// <summary>Python and native frames stand in one stack as they really called each other, and never otherwise.</summary>
[Trait("Needs", "python3.13")]
public sealed class MixedTruthTests(ITestOutputHelper output)
{
    private const string Crypto = "libcrypto", Zlib = "libz";

    /// <summary>Who calls whom in mixed.py and mixed_extension.c.</summary>
    private static readonly Dictionary<string, string[]> Calls = new()
    {
        ["<module>"] = ["run"],
        ["run"] = ["a_first", "b_first"],
        ["a_first"] = ["a_digest", "a_sort", "a_generate", "call_a"],
        ["a_digest"] = [Crypto],
        ["a_sort"] = ["a_key"],
        ["a_key"] = ["spin_a"],
        ["a_generate"] = ["call_a"],
        ["call_a"] = ["c_call_a"],
        ["c_call_a"] = ["a_leaf", "a_second"],
        ["a_second"] = ["a_leaf", "a_first"],
        ["a_leaf"] = ["spin_a"],
        ["spin_a"] = ["c_spin_a"],
        ["c_spin_a"] = ["c_spin_inner"],
        ["b_first"] = ["b_deflate", "call_b", "b_run"],
        ["b_deflate"] = [Zlib],
        ["call_b"] = ["c_call_b"],
        ["c_call_b"] = ["b_throw", "b_leaf", "b_second"],
        ["b_throw"] = ["b_leaf"],
        ["b_leaf"] = ["spin_b"],
        ["spin_b"] = ["c_spin_b"],
        ["c_spin_b"] = ["c_spin_inner"],
        ["b_run"] = ["b_coroutine"],
        ["b_coroutine"] = ["b_inner"],
        ["b_inner"] = ["call_b"],
        ["b_second"] = ["b_first", "b_leaf"],
        ["c_spin_inner"] = [],
        [Crypto] = [],
        [Zlib] = [],
    };

    [Theory]
    [MemberData(nameof(MixedPrograms.All), MemberType = typeof(MixedPrograms))]
    public async Task Every_stack_is_a_path_that_exists(string version)
    {
        using RunningProgram program = MixedPrograms.Start(version, "mixed.py", "0");
        MixedProfile profile = await MixedProfile.SampleAsync(program.Id, rate: 997, samples: 1500);
        output.WriteLine($"{version}: {PythonProfile.Describe(profile.Quality)}");

        AssertTrue(profile, ["<module>", "run"]);
        foreach (string function in (string[])["c_spin_a", "c_spin_b", "a_generate", "a_key", "b_throw", "b_inner"])
            Assert.Contains(profile.Samples, sample => sample.Contains(function));
        Assert.Contains(profile.Samples, sample => Tokens(sample).Contains(Crypto));
        Assert.Contains(profile.Samples, sample => Tokens(sample).Contains(Zlib));
    }

    [Theory]
    [InlineData("3.9")]
    [InlineData("3.11")]
    [InlineData("3.15")]
    public async Task Threads_have_their_own_stacks(string version)
    {
        using RunningProgram program = MixedPrograms.Start(version, "mixed.py", "4");
        MixedProfile profile = await MixedProfile.SampleAsync(program.Id, rate: 499, samples: 800);
        output.WriteLine($"{version}: {PythonProfile.Describe(profile.Quality)}");

        AssertTrue(profile, ["run"]);
        Assert.Equal(4, profile.Samples.Where(sample => sample.Contains("run")).Select(sample => sample.ThreadId).Distinct().Count());
    }

    [Fact]
    public async Task Other_kinds_of_threads_and_kernel_frames_are_told_apart()
    {
        using RunningProgram program = MixedPrograms.Start("3.11", "mixed_shares.py");
        MixedProfile profile = await MixedProfile.SampleAsync(program.Id, rate: 499, samples: 500, kernel: true, interpreter: true);

        // The scheduler's own frames and the interrupt's are not what a thread was doing.
        Assert.DoesNotContain(profile.Samples, sample => sample.Leaf.Function is "__schedule" or "schedule");
        // With the interpreter's frames, each Python frame is called by its evaluation loop.
        MixedSampleView seen = profile.Samples.First(sample => sample.Contains("fifty"));
        int at = seen.Frames.ToList().FindIndex(frame => frame is { IsPython: true, Function: "<module>" });
        Assert.StartsWith("_PyEval_EvalFrameDefault", seen.Frames[at - 1].Function, StringComparison.Ordinal);
        Assert.Contains(seen.Frames.Take(at), frame => frame.Function == "Py_BytesMain");
    }

    [Theory]
    [InlineData("3.9")]
    [InlineData("3.11")]
    [InlineData("3.13")]
    public async Task Shares_are_those_of_the_program(string version)
    {
        using RunningProgram program = MixedPrograms.Start(version, "mixed_shares.py");
        MixedProfile profile = await MixedProfile.SampleAsync(program.Id, rate: 499, samples: 1500);
        output.WriteLine($"{version}: {profile}");

        Assert.InRange(profile.Share(sample => sample.Contains("fifty")), 0.44, 0.56);
        Assert.InRange(profile.Share(sample => sample.Contains("thirty")), 0.24, 0.36);
        Assert.InRange(profile.Share(sample => sample.Contains("twenty")), 0.14, 0.26);
        // In the C extension half of the time is spent in each of two functions.
        double a = profile.Share(sample => sample.Contains("c_spin_a")), b = profile.Share(sample => sample.Contains("c_spin_b"));
        Assert.InRange(a, 0.2, 0.3);
        Assert.InRange(b, 0.2, 0.3);
        Assert.True(profile.Share(sample => Tokens(sample).Contains(Crypto)) > 0.14, profile.ToString());
        Assert.True(profile.Share(sample => sample.Contains("thirty") && sample.Contains("c_spin_inner")) == 0, profile.ToString());
    }

    [Theory]
    [InlineData("3.11")]
    [InlineData("3.15")]
    public async Task A_C_stack_that_is_too_deep_keeps_its_inner_frames_and_says_so(string version)
    {
        const int Depth = 3000;
        using RunningProgram program = MixedPrograms.Start(version, "mixed_deep.py", $"{Depth}");
        MixedProfile profile = await MixedProfile.SampleAsync(program.Id, rate: 199, samples: 60);
        output.WriteLine($"{version}: {PythonProfile.Describe(profile.Quality)}");

        MixedSampleView[] cut = [.. profile.Samples.Where(sample => sample.Match == "inner frames only" && sample.Contains("bottom"))];
        Assert.NotEmpty(cut);
        Assert.True(profile.Quality.Truncated > 0);
        foreach (MixedSampleView sample in cut)
        {
            string[] names = [.. sample.Frames.Select(frame => frame.Function)];
            Assert.Equal(Depth + 1, names.Count(name => name == "down"));
            int gap = Array.IndexOf(names, "[native frames not known]");
            Assert.Equal(gap, Array.LastIndexOf(names, "[native frames not known]"));
            // Outside of the gap there is Python alone; inside, C calls each.
            Assert.All(sample.Frames.Take(gap), frame => Assert.True(frame.IsPython, frame.Function));
            Assert.InRange(gap, 100, Depth);
            string[] inner = [.. names.Skip(gap + 1).Where(name => name is "down" or "c_call_a")];
            for (int i = 1; i < inner.Length; i++)
                Assert.NotEqual(inner[i - 1], inner[i]);
        }
    }

    [Fact]
    public void Sampling_allocates_nothing_once_it_knows_the_program()
    {
        using RunningProgram program = MixedPrograms.Start("3.11", "mixed_shares.py");
        var collector = new MixedCollector(new MixedCollectorOptions(), new ProcFileSystem());
        collector.Attach(new ProcessId(program.Id));
        long allocated = 0;
        Eventually.True(
            () =>
            {
                long before = GC.GetAllocatedBytesForCurrentThread(), target = collector.SamplesTaken + 100;
                while (collector.SamplesTaken < target && program.Process is { HasExited: false })
                {
                    long moment = MonotonicClock.Now + 300_000;
                    MonotonicClock.SleepUntil(moment);
                    collector.Tick(moment);
                }

                // A new stack takes its place in a table, which grows now and then.
                allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                return allocated <= 2048;
            },
            "samples without allocation");
    }

    private static void AssertTrue(MixedProfile profile, string[] roots)
    {
        Assert.True(profile.Matched >= 0.95, profile.ToString());
        foreach (MixedSampleView sample in profile.Samples.Where(sample => sample.Match.Length == 0))
        {
            string[] tokens = Tokens(sample);
            if (tokens.Length == 0)
                continue; // a thread that has not begun, or is ending
            Assert.True(roots.Contains(tokens[0]) || tokens[0] == "<module>", sample.ToString());
            for (int i = 1; i < tokens.Length; i++)
                Assert.True(Calls[tokens[i - 1]].Contains(tokens[i]), $"{tokens[i - 1]} never calls {tokens[i]}: {sample}");
        }
    }

    /// <summary>What is known about a stack's path: functions of the program and its extension, and libraries that only one function uses.</summary>
    private static string[] Tokens(MixedSampleView sample)
    {
        var tokens = new List<string>();
        foreach (MixedFrameView frame in sample.Frames)
        {
            string? token = frame.IsPython && frame.File.EndsWith(".py", StringComparison.Ordinal) && Calls.ContainsKey(frame.Function)
                ? frame.Function
                : frame.Module.Contains(Crypto, StringComparison.Ordinal) ? Crypto
                : Path.GetFileName(frame.Module).StartsWith("libz.", StringComparison.Ordinal) ? Zlib
                : frame.Module.Contains("mixed_extension", StringComparison.Ordinal) && Calls.ContainsKey(frame.Function) ? frame.Function
                : null;
            // threading.py has a function of this name, too.
            if (token is null || (token == "run" && !frame.File.Contains("mixed", StringComparison.Ordinal)))
                continue;
            if (tokens.Count == 0 || tokens[^1] != token || !(token is Crypto or Zlib))
                tokens.Add(token);
        }

        return [.. tokens];
    }
}
