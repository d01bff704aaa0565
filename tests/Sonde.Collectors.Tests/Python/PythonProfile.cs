using System.Diagnostics;
using Sonde.Collectors.Python;
using Sonde.Linux.Procfs;
using Sonde.Profiles;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Python;

/// <summary>A profile as tests ask about it: names instead of IDs.</summary>
internal sealed class PythonProfile
{
    public PythonProfile(Profile profile)
    {
        Profile = profile;
        Samples = [.. Enumerable.Range(0, profile.SampleCount).Select(ReadSample)];
    }

    public Profile Profile { get; }

    public IReadOnlyList<PythonSample> Samples { get; }

    public ProfileQuality Quality => Profile.Quality;

    public long Total => Samples.Sum(sample => sample.Count);

    /// <summary>Samples running processes until a number of samples was taken, or the processes have ended.</summary>
    public static Task<PythonProfile> SampleAsync(double rate, long samples, params int[] processes) =>
        SampleAsync(PythonEvent.Cpu, rate, samples, processes);

    /// <summary>Samples an event of running processes until a number of samples was taken, or the processes have ended.</summary>
    public static async Task<PythonProfile> SampleAsync(PythonEvent chosen, double rate, long samples, params int[] processes)
    {
        await using var collector = new PythonCollector(new ProcFileSystem(), rate, chosen);
        foreach (int process in processes)
            collector.Attach(new ProcessId(process));
        using var stop = new CancellationTokenSource();
        Task run = collector.RunAsync(stop.Token);
        long start = Stopwatch.GetTimestamp();
        while (collector.SamplesTaken < samples && !run.IsCompleted
            && Stopwatch.GetElapsedTime(start) < Eventually.DefaultTimeout && !processes.All(HasEnded))
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        await stop.CancelAsync();
        await run;
        return new PythonProfile(collector.Finish());
    }

    /// <summary>Share of the time for which something holds, among the samples for which another thing does.</summary>
    public double TimeShare(Func<PythonSample, bool> holds, Func<PythonSample, bool> among) =>
        (double)Samples.Where(among).Where(holds).Sum(sample => sample.Nanoseconds) / Samples.Where(among).Sum(sample => sample.Nanoseconds);

    /// <summary>Share of the samples for which something holds.</summary>
    public double Share(Func<PythonSample, bool> holds) =>
        (double)Samples.Where(holds).Sum(sample => sample.Count) / Total;

    public override string ToString() =>
        string.Join('\n', Samples.OrderByDescending(sample => sample.Count).Take(40)) + $"\n{Describe(Quality)}";

    public static string Describe(ProfileQuality quality) =>
        $"{quality.Samples} samples, {quality.Torn} torn, {quality.Truncated} truncated, {quality.Lost} lost, " +
        $"{string.Join(", ", quality.UnwindFailed)} {string.Join(", ", quality.Notes)}";

    private static bool HasEnded(int process) =>
        new ProcFileSystem().TryReadStat(new ProcessId(process)) is null or { State: ProcessState.Zombie };

    private PythonSample ReadSample(int sample)
    {
        Profile profile = Profile;
        var frames = new List<PythonFrameView>();
        foreach (LocationId id in profile.LeafFirst(profile.StackOf(sample)))
        {
            Line line = Assert.Single(profile.LinesOf(id));
            Function function = profile.Functions[line.Function.Index];
            frames.Insert(0, new PythonFrameView(
                profile.Strings[function.Name], profile.Strings[function.FileName], line.Number, function.StartLine));
        }

        Label[] labels = profile.LabelSets.ToArray(profile.LabelsOf(sample).Index);
        ReadOnlySpan<long> values = profile.ValuesOf(sample);
        return new PythonSample(
            frames, values[0], values[1], Label(labels, LabelNames.ProcessId).Number, Label(labels, LabelNames.ThreadId).Number,
            profile.Strings[Label(labels, LabelNames.Process).Text], profile.Strings[Label(labels, LabelNames.Thread).Text],
            profile.Strings[Label(labels, LabelNames.State).Text], profile.Strings[Label(labels, LabelNames.Task).Text]);
    }

    private Label Label(Label[] labels, string key) => labels.SingleOrDefault(label => Profile.Strings[label.Key] == key);
}
