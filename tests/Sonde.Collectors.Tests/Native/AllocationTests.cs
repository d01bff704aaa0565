using Sonde.Collectors.Native;
using Sonde.Linux.Procfs;
using Sonde.TestTargets;

namespace Sonde.Collectors.Tests.Native;

/// <summary>What sampling costs this process. Runs alone: allocations can be counted only for the process as a whole.</summary>
[Collection(AloneCollection.Name)]
[Trait("Needs", "perf")]
public sealed class AllocationTests
{
    [Fact]
    public async Task Sampling_allocates_nothing_per_sample()
    {
        using RunningProgram program = RunningProgram.Start(SharesTests.Compile("-static"));
        program.WaitForLine("ready");
        await using var collector = new NativeCollector(new NativeCollectorOptions { Rate = 5000 });
        collector.Attach(new ProcessId(program.Id));
        using var stop = new CancellationTokenSource();
        Task run = collector.RunAsync(stop.Token);
        await NativeSampling.WaitAsync(collector, 5000); // tables have grown to their size by now
        long taken = collector.SamplesTaken, allocated = GC.GetTotalAllocatedBytes(precise: true);
        // Asleep: a delay of a task would be counted, and the more the longer a loaded machine takes.
        long last = taken + 10_000;
        Eventually.True(() => collector.SamplesTaken >= last, "10,000 samples");
        double bytesPerSample = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)(collector.SamplesTaken - taken);
        await stop.CancelAsync();
        await run;
        Assert.True(bytesPerSample < 10, $"{bytesPerSample} bytes per sample");
    }
}
