using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Python;

/// <summary>CPU time goes to the functions, lines, threads and processes that used it.</summary>
[Trait("Needs", "python3.13")]
public sealed class AttributionTests
{
    public static TheoryData<string> Versions => Interpreters.Generations;

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Shares_and_lines_are_those_of_the_program(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "shares.py");
        PythonProfile profile = await PythonProfile.SampleAsync(rate: 199, samples: 900, program.Id);

        Assert.InRange(profile.Share(sample => sample.Contains("fifty")), 0.44, 0.56);
        Assert.InRange(profile.Share(sample => sample.Contains("thirty")), 0.24, 0.36);
        Assert.InRange(profile.Share(sample => sample.Contains("twenty")), 0.14, 0.26);
        foreach (PythonSample sample in profile.Samples.Where(sample => sample.Frames.Count > 2))
        {
            PythonFrameView main = sample.Frames[1];
            Assert.Equal(("main", 26), (main.Function, main.StartLine));
            Assert.Equal(sample.Frames[2].Function switch { "fifty" => 29, "thirty" => 30, _ => 31 }, main.Line);
            Assert.Equal(Interpreters.PathOfScript("shares.py"), main.File);
        }

    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Times_add_up_to_what_the_kernel_counted(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "crowd.py");
        double before = CpuSeconds(program.Id);
        PythonProfile profile = await PythonProfile.SampleAsync(rate: 199, samples: 600, program.Id);
        double used = CpuSeconds(program.Id) - before;
        double shown = profile.Samples.Sum(sample => sample.Nanoseconds) / 1e9;

        // What it used before the collector looked for the first time is not seen.
        Assert.InRange(shown, used * 0.7, used * 1.03);
        // On a loaded machine few of the 150 come to have the GIL meanwhile.
        Assert.InRange(profile.Samples.Select(sample => sample.ThreadId).Distinct().Count(), 10, 151);
    }

    [Fact]
    public async Task A_thousand_threads_lose_no_time()
    {
        using RunningProgram program = Interpreters.Start("3.11", "crowd.py", "1000");
        double before = CpuSeconds(program.Id);
        PythonProfile profile = await PythonProfile.SampleAsync(rate: 100, samples: 150, program.Id);
        double used = CpuSeconds(program.Id) - before;

        Assert.InRange(profile.Samples.Sum(sample => sample.Nanoseconds) / 1e9, used * 0.7, used * 1.03);
        Assert.True(profile.Share(sample => sample.Contains("work")) > 0.95, profile.ToString());
        Assert.Equal(0, profile.Quality.Torn);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Threads_that_wait_do_not_count(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "threads.py");
        PythonProfile profile = await PythonProfile.SampleAsync(rate: 100, samples: 150, program.Id);

        Assert.True(profile.Total > 50, profile.ToString());
        Assert.True(profile.Share(sample => sample.Contains("busy")) > 0.97, profile.ToString());
        Assert.Single(profile.Samples.Where(sample => sample.Contains("busy")).Select(sample => sample.ThreadId).Distinct());
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task C_code_counts_for_the_line_that_called_it(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "c_code.py");
        PythonProfile profile = await PythonProfile.SampleAsync(rate: 199, samples: 300, program.Id);

        foreach ((string function, int line) in (IEnumerable<(string, int)>)[("digest", 9), ("deflate", 13), ("order", 17)])
        {
            IEnumerable<PythonSample> samples = profile.Samples.Where(sample => sample.Contains(function));
            Assert.NotEmpty(samples);
            Assert.All(samples, sample =>
                Assert.Equal(line, sample.Frames.First(frame => frame.Function == function).Line));
        }

        Assert.Contains(profile.Samples, sample => sample.Leaf.Function == "digest");
        Assert.Contains(profile.Samples, sample => sample.Leaf.Function == "deflate");
        Assert.Contains(profile.Samples, sample => sample.Leaf.Function == Interpreters.NameOf(version, "order.<locals>.<lambda>"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Forked_children_and_their_threads_are_sampled(string version)
    {
        using RunningProgram program = Interpreters.Start(version, "workers.py");
        Eventually.True(() => program.Output.Count(line => line.StartsWith("child", StringComparison.Ordinal)) == 2, "children");
        int[] children = [.. program.Output.Where(line => line.StartsWith("child", StringComparison.Ordinal))
            .Select(line => int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture))];
        PythonProfile profile = await PythonProfile.SampleAsync(rate: 199, samples: 400, [program.Id, .. children]);

        foreach (int child in children)
        {
            PythonSample[] samples = [.. profile.Samples.Where(sample => sample.ProcessId == child)];
            Assert.Contains(samples, sample => sample.ThreadId == child && sample.Contains("child") && sample.Leaf.Function == "work");
            Assert.Contains(samples, sample => sample.ThreadId != child && sample.Contains("in_thread"));
        }

        Assert.DoesNotContain(profile.Samples, sample => sample.ProcessId == program.Id && sample.Contains("work"));
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Names_of_any_script_are_read(string version)
    {
        string folder = Directory.CreateTempSubdirectory("sonde-names").FullName;
        try
        {
            string script = Path.Combine(folder, "prögrämm_计算.py");
            File.Copy(Interpreters.PathOfScript("names.py"), script);
            using RunningProgram program = RunningProgram.Start(Interpreters.PathOf(version), script);
            program.WaitForLine("ready");
            PythonProfile profile = await PythonProfile.SampleAsync(rate: 199, samples: 100, program.Id);

            string[] expected = [.. ((string[])["<module>", "𐌰𐌱", "计算", "Größe.länge", "Größe.länge.<locals>.<genexpr>"])
                .Select(name => Interpreters.NameOf(version, name))];
            Assert.Contains(profile.Samples, sample => sample.Frames.Select(frame => frame.Function).SequenceEqual(expected));
            Assert.All(profile.Samples, sample => Assert.All(sample.Frames, frame => Assert.Equal(script, frame.File)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double CpuSeconds(int process)
    {
        ProcessStat stat = new ProcFileSystem().TryReadStat(new ProcessId(process))!;
        return (stat.UserTicks + stat.SystemTicks) / (double)ProcessStat.TicksPerSecond;
    }
}
