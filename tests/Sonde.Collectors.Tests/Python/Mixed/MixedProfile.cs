using System.Diagnostics;
using System.Globalization;
using Sonde.Collectors.Python.Mixed;
using Sonde.Linux.Procfs;
using Sonde.Profiles;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Python.Mixed;

/// <summary>What the collector of mixed stacks has seen.</summary>
internal sealed class MixedProfile
{
    private readonly Profile _profile;

    private MixedProfile(Profile profile)
    {
        _profile = profile;
        Samples = [.. Enumerable.Range(0, profile.SampleCount).Select(ReadSample)];
    }

    public IReadOnlyList<MixedSampleView> Samples { get; }

    public ProfileQuality Quality => _profile.Quality;

    public long Total => Samples.Sum(sample => sample.Count);

    /// <summary>Samples a running process until a number of samples was taken.</summary>
    public static async Task<MixedProfile> SampleAsync(int process, int rate, long samples, bool kernel = false, bool interpreter = false)
    {
        await using var collector = new MixedCollector(
            new MixedCollectorOptions { Rate = rate, IncludeKernel = kernel, ShowsInterpreter = interpreter }, new ProcFileSystem());
        collector.Attach(new ProcessId(process));
        using var stop = new CancellationTokenSource();
        Task run = collector.RunAsync(stop.Token);
        long start = Stopwatch.GetTimestamp();
        while (collector.SamplesTaken < samples && !run.IsCompleted && Stopwatch.GetElapsedTime(start) < Eventually.DefaultTimeout)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await run;
        return new MixedProfile(collector.Finish());
    }

    /// <summary>Share of the CPU time for which something holds.</summary>
    public double Share(Func<MixedSampleView, bool> holds) =>
        (double)Samples.Where(holds).Sum(sample => sample.Nanoseconds) / Samples.Sum(sample => sample.Nanoseconds);

    /// <summary>Share of the samples that are matched, as the profile itself says it.</summary>
    public double Matched => double.Parse(Quality.Notes[NoteNames.PythonMatched].TrimEnd(' ', '%'), CultureInfo.InvariantCulture) / 100;

    public override string ToString() =>
        string.Join('\n', Samples.OrderByDescending(sample => sample.Count).Take(40)) + $"\n{PythonProfile.Describe(Quality)}";

    private MixedSampleView ReadSample(int sample)
    {
        var frames = new List<MixedFrameView>();
        foreach (LocationId id in _profile.LeafFirst(_profile.StackOf(sample)))
        {
            Location location = _profile.Locations[id.Index];
            string module = _profile.Strings[_profile.Mappings[location.Mapping.Index].FileName];
            Line[] lines = _profile.LinesOf(id);
            if (lines.Length == 0)
                frames.Add(new MixedFrameView(string.Create(CultureInfo.InvariantCulture, $"0x{location.Address:x}"), "", 0, module));
            foreach (Line line in lines)
            {
                Function function = _profile.Functions[line.Function.Index];
                frames.Add(new MixedFrameView(_profile.Strings[function.Name], _profile.Strings[function.FileName], line.Number, module));
            }
        }

        frames.Reverse();
        Label[] labels = _profile.LabelSets.ToArray(_profile.LabelsOf(sample).Index);
        ReadOnlySpan<long> values = _profile.ValuesOf(sample);
        return new MixedSampleView(
            frames, values[0], values[1], labels.Single(label => Key(label) == LabelNames.ThreadId).Number,
            labels.Where(label => Key(label) == LabelNames.Match).Select(label => _profile.Strings[label.Text]).FirstOrDefault(""));
    }

    private string Key(Label label) => _profile.Strings[label.Key];
}
