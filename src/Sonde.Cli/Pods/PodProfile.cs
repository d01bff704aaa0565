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

/// <summary><c>sonde profile</c> of pods: the same command runs beside each, and its profile comes back as pprof.</summary>
internal sealed class PodProfile(Streams streams, PodOptions pods)
{
    /// <summary>Samples, merges and writes.</summary>
    public async Task<ExitCode> RunAsync(ProfileOptions options, CancellationToken interrupt)
    {
        using var runner = new PodCommandRunner(streams, pods);
        IReadOnlyList<Pod> found = await runner.FindAsync(interrupt);
        IReadOnlyList<string> Words(string target) => Command(target, options);
        (Profile? Profile, int Code)[] results =
            await Task.WhenAll(found.Select(pod => SampleAsync(runner, pod, Words, found.Count > 1, interrupt)));
        Profile[] profiles = [.. results.Select(result => result.Profile).OfType<Profile>()];
        if (profiles.Length == 0)
            return (ExitCode)results[0].Code;
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

    private async Task<(Profile? Profile, int Code)> SampleAsync(
        PodCommandRunner runner, Pod pod, Func<string, IReadOnlyList<string>> command, bool isOneOfMany, CancellationToken interrupt)
    {
        using var content = new MemoryStream();
        try
        {
            int code = await runner.RunAsync(pod, command, content, isOneOfMany, interrupt);
            if (content.Length == 0)
                return (null, code);
            content.Position = 0;
            return (Labelled(new PprofFormat().Read(content), pod), code);
        }
        catch (Exception e) when (isOneOfMany && e is KubernetesException or PlaceException or ProfileFormatException)
        {
            streams.WriteError($"{pod.Name}: {e.Message}");
            return (null, (int)ExitCode.Failed);
        }
    }

    private static Profile Labelled(Profile profile, Pod pod) => ProfileMerger.Merge(
        [profile],
        new ProfileStamp
        {
            StartTime = profile.StartTime ?? DateTimeOffset.UtcNow,
            Duration = profile.Duration,
            Labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                [LabelNames.Pod] = pod.Name,
                [LabelNames.Node] = pod.Node,
            },
        });
}
