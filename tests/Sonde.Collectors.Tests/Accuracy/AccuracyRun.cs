using System.Diagnostics;
using Sonde.Collectors.Native;
using Sonde.Linux.Procfs;
using Sonde.Linux.Symbols;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Accuracy;

/// <summary>Builds programs, runs all of them at the same time, and samples each with a collector of its own.</summary>
internal static class AccuracyRun
{
    private const int Rate = 997;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    /// <summary>Samples every program until each has as many samples as it wants, or for three minutes.</summary>
    public static async Task<IReadOnlyDictionary<string, ProfileView>> SampleAsync(IReadOnlyCollection<AccuracyCase> cases)
    {
        var programs = new Dictionary<string, string>();
        await Parallel.ForEachAsync(cases, (one, _) =>
        {
            string path = one.Program();
            lock (programs)
                programs.Add(one.Name, path);
            return ValueTask.CompletedTask;
        });
        var running = new List<(AccuracyCase Case, RunningProgram Program, NativeCollector Collector, Task Run)>();
        using var stop = new CancellationTokenSource();
        var profiles = new Dictionary<string, ProfileView>();
        try
        {
            foreach (AccuracyCase one in cases)
            {
                // Programs that keep all CPUs busy must leave them to the collectors; nice(1) becomes the program.
                RunningProgram program = RunningProgram.Start("nice", ["-n", "19", programs[one.Name], .. one.Arguments, .. one.MoreArguments()]);
                var collector = new NativeCollector(new NativeCollectorOptions
                {
                    Rate = Rate,
                    Symbols = new SymbolPlaces { Folders = one.HasDebugFolder ? [Programs.DebugFolderOf(programs[one.Name])] : [] },
                });
                running.Add((one, program, collector, collector.RunAsync(stop.Token)));
                program.WaitForLine("ready");
                collector.Attach(new ProcessId(program.Id));
            }

            long start = Stopwatch.GetTimestamp();
            while (running.Any(one => one.Collector.SamplesTaken < one.Case.Samples) && Stopwatch.GetElapsedTime(start) < Longest)
            {
                await Task.Delay(50);
                // Whoever has enough makes room for the others.
                foreach ((AccuracyCase one, RunningProgram program, NativeCollector collector, _) in running)
                {
                    if (collector.SamplesTaken >= one.Samples && !program.Process.HasExited)
                        program.Process.Kill();
                }
            }

            await stop.CancelAsync();
            foreach ((AccuracyCase one, RunningProgram program, NativeCollector collector, Task run) in running)
            {
                await run;
                profiles.Add(one.Name, new ProfileView(collector.Finish()));
            }
        }
        finally
        {
            await stop.CancelAsync();
            foreach ((_, RunningProgram program, NativeCollector collector, Task run) in running)
            {
                await run;
                await collector.DisposeAsync();
                program.Dispose();
            }
        }

        return profiles;
    }

    /// <summary>Compares what was seen with what must be.</summary>
    public static void Check(AccuracyCase one, ProfileView profile)
    {
        string text = $"{one}\n{profile}";
        Assert.True(profile.Total >= one.Samples / 2, $"only {profile.Total} samples of {text}");
        var counts = new long[one.Chains.Count];
        long complete = 0, frames = 0, named = 0, sharing = 0;
        foreach (SampleView sample in profile.Samples)
        {
            for (int i = 0; i < counts.Length; i++)
            {
                if (one.Chains[i].Chain.Matches(sample.Frames))
                {
                    counts[i] += sample.Count;
                    break;
                }
            }

            complete += one.Roots.Contains(sample.Frames[^1]) || (one.Roots.Contains("?") && ChainPattern.IsUnnamed(sample.Frames[^1]))
                ? sample.Count : 0;
            string[] own = [.. sample.Frames.Where(frame => !frame.StartsWith("libc.so.6+0x", StringComparison.Ordinal))];
            frames += sample.Count * own.Length;
            named += sample.Count * own.Count(frame => !ChainPattern.IsUnnamed(frame));
        }

        for (int i = 0; i < counts.Length; i++)
            sharing += one.Chains[i].Share > 0 ? counts[i] : 0;

        long known = counts.Sum(), failed = profile.Profile.Quality.UnwindFailed.Values.Sum();
        string measured = FormattableString.Invariant(
            $"{(double)complete / profile.Total:P1} complete, {(double)named / frames:P1} of frames named, {(double)known / profile.Total:P1} known");
        TestContext.Current.TestOutputHelper?.WriteLine($"{one}: {profile.Total} samples, {measured}");
        Assert.True(complete >= one.Complete * profile.Total, $"{measured}: {text}");
        Assert.True(named >= one.Named * frames, $"{measured}: {text}");
        Assert.True(known >= one.Known * profile.Total, $"{measured}: {text}");
        for (int i = 0; i < counts.Length; i++)
        {
            double expected = one.Chains[i].Share, share = (double)counts[i] / (expected > 0 ? sharing : known);
            Assert.True(expected <= 0 ? counts[i] > expected : Math.Abs(share - expected) <= one.Tolerance,
                FormattableString.Invariant($"{share:P1} instead of {expected:P1} in {one.Chains[i].Chain}: {text}"));
        }

        if (one.Cause is { } cause)
            Assert.True(profile.Profile.Quality.UnwindFailed.GetValueOrDefault(cause) >= profile.Total - complete, text);
        else if (one.IsTruncated)
            Assert.True(profile.Profile.Quality.Truncated >= 0.9 * profile.Total, text);
        else
            Assert.True(profile.Profile.Quality.Truncated == 0 && failed <= 0.01 * profile.Total, $"{failed} of {text}");
    }
}
