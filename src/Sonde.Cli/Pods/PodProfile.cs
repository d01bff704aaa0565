using System.Globalization;
using Sonde.Cli.Commands;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Kubernetes;
using Sonde.Places;
using Sonde.Places.Pods;
using Sonde.Profiles;
using Sonde.Profiles.Formats.Pprof;

namespace Sonde.Cli.Pods;

/// <summary><c>sonde profile</c> of pods and nodes: the same command runs beside each, and its profile comes back as pprof.</summary>
internal sealed class PodProfile(Streams streams, PodOptions pods)
{
    /// <summary>Samples, merges and writes.</summary>
    public async Task<ExitCode> RunAsync(ProfileOptions options, CancellationToken interrupt)
    {
        using var runner = new PodCommandRunner(streams, pods);
        LiveLines? lines = streams.ErrorIsTerminal ? new LiveLines(streams) : null;
        Task<(Profile? Profile, int Code)[]> work = pods.Target.Kind == PodTargetKind.Node
            ? Task.WhenAll(SampleNodeAsync(runner, options, new PlaceTalk(streams, "", lines), interrupt))
            : SamplePodsAsync(runner, options, await runner.FindAsync(interrupt), lines, interrupt);
        if (lines is not null)
            await lines.ShowAsync(work);
        (Profile? Profile, int Code)[] results = await work;
        Profile[] profiles = [.. results.Select(result => result.Profile).OfType<Profile>()];
        if (profiles.Length == 0)
            return (ExitCode)results[0].Code;
        if (profiles.Length < results.Length)
            streams.WriteTalk(string.Create(CultureInfo.InvariantCulture, $"{profiles.Length} of {results.Length} pods were sampled"));
        new ProfileOutput(streams).Write(ProfileMerger.Merge(profiles), options.Output, options.View);
        return interrupt.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Done;
    }

    /// <summary>The command line that samples there as was asked here.</summary>
    internal static IReadOnlyList<string> Command(string target, ProfileOptions options)
    {
        List<string> words = ["profile", target, "--output=pprof", $"--event={options.Event}"];
        if (options.Duration is { } duration)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"--duration={duration.TotalMilliseconds:0}ms"));
        if (options.Rate is { } rate)
            words.Add(string.Create(CultureInfo.InvariantCulture, $"--rate={rate}"));
        if (options.Kernel)
            words.Add("--kernel");
        if (options.Native != NativeFrames.None)
            words.Add("--native");
        if (options.Native == NativeFrames.WithInterpreter)
            words.Add("--interpreter-frames");
        if (options.Wakers)
            words.Add("--wakers");
        return words;
    }

    private Task<(Profile? Profile, int Code)[]> SamplePodsAsync(
        PodCommandRunner runner, ProfileOptions options, IReadOnlyList<Pod> found, LiveLines? lines, CancellationToken interrupt) =>
        Task.WhenAll(found.Select(pod => SamplePodAsync(
            runner, options, pod, new PlaceTalk(streams, found.Count > 1 ? pod.Name : "", lines), found.Count > 1, interrupt)));

    /// <summary>Samples one pod. One of several that fails is told, and the others go on.</summary>
    private static async Task<(Profile? Profile, int Code)> SamplePodAsync(
        PodCommandRunner runner, ProfileOptions options, Pod pod, PlaceTalk talk, bool isOneOfMany, CancellationToken interrupt)
    {
        try
        {
            return await ReadAsync(
                content => runner.RunAsync(pod, target => Command(target, options), content, talk, PodNeeds.Of(options.Event, options.Kernel, options.Native != NativeFrames.None), interrupt),
                (LabelNames.Pod, pod.Name),
                (LabelNames.Node, pod.Node));
        }
        catch (Exception e) when (isOneOfMany && e is KubernetesException or PlaceException or ProfileFormatException)
        {
            talk.Keep($"not sampled: {e.Message.ReplaceLineEndings(" ")}");
            return (null, (int)ExitCode.Failed);
        }
    }

    private Task<(Profile? Profile, int Code)> SampleNodeAsync(
        PodCommandRunner runner, ProfileOptions options, PlaceTalk talk, CancellationToken interrupt) => ReadAsync(
        content => runner.RunOnNodeAsync(target => Command(target, options), content, talk, interrupt),
        (LabelNames.Node, pods.Target.Name));

    private static async Task<(Profile? Profile, int Code)> ReadAsync(Func<Stream, Task<int>> run, params (string Name, string Value)[] labels)
    {
        using var content = new MemoryStream();
        int code = await run(content);
        if (content.Length == 0)
            return (null, code);
        content.Position = 0;
        Profile profile = new PprofFormat().Read(content);
        var stamp = new ProfileStamp
        {
            StartTime = profile.StartTime ?? DateTimeOffset.UtcNow,
            Duration = profile.Duration,
            Labels = new SortedDictionary<string, string>(labels.ToDictionary(label => label.Name, label => label.Value), StringComparer.Ordinal),
        };
        return (ProfileMerger.Merge([profile], stamp), code);
    }
}
