using System.Diagnostics;
using Sonde.Collectors.Native;
using Sonde.Linux.Procfs;
using Sonde.Profiles;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Native;

/// <summary>Samples a process for a while and returns what came out.</summary>
internal static class NativeSampling
{
    public const int Rate = 499;

    /// <summary>Samples until enough samples were taken; 20 s at most.</summary>
    public static async Task<ProfileView> RunAsync(
        int process, int samples, NativeCollectorOptions? options = null, Func<NativeCollector, Task>? meanwhile = null)
    {
        await using var collector = new NativeCollector(options ?? new NativeCollectorOptions { Rate = Rate });
        collector.Attach(new ProcessId(process));
        using var stop = new CancellationTokenSource(Eventually.DefaultTimeout);
        Task run = collector.RunAsync(stop.Token);
        if (meanwhile is not null)
            await meanwhile(collector);
        while (collector.SamplesTaken < samples && !stop.IsCancellationRequested && !run.IsCompleted)
            await Task.Delay(20, CancellationToken.None);
        await stop.CancelAsync();
        await run;
        Profile profile = collector.Finish();
        return new ProfileView(profile);
    }

    /// <summary>Waits until the collector has taken so many samples.</summary>
    public static async Task WaitAsync(NativeCollector collector, long count)
    {
        long start = Stopwatch.GetTimestamp();
        while (collector.SamplesTaken < count)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Eventually.DefaultTimeout, $"only {collector.SamplesTaken} samples");
            await Task.Delay(10);
        }
    }
}
