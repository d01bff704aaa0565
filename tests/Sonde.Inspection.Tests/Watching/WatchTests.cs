using System.Diagnostics;
using Sonde.Inspection.Watching;
using Sonde.TestTargets;

namespace Sonde.Inspection.Tests.Watching;

/// <summary>Real containers under watch.</summary>
[Trait("Needs", "root")]
[Trait("Needs", "runc")]
public sealed class WatchTests
{
    private const long Mebibyte = 1 << 20;

    [Fact]
    public void A_leak_grows_and_gets_no_limit()
    {
        using RuncContainer container = Patient.Start(new RuncOptions { Arguments = [], MemoryLimitBytes = 512 << 20 }, "leak", "200");
        using var watch = new Watch(Patient.Subject(container));
        WatchReport? last = null;
        Eventually.True(() => (last = watch.Take()).Trend.Shape == MemoryShape.Growing, "the leak is seen");
        Assert.StartsWith("Memory grows by ", last!.Answer, StringComparison.Ordinal);
        Assert.Equal((Judgement.Warn, null), (last.Judgement, last.Advice[0].Limit));
        Assert.Equal(512 * Mebibyte, last.Limit);
        Assert.Equal(("patient", "anonymous"), (last.Peak!.ProcessName, last.Peak.Part));
    }

    [Fact]
    public async Task A_container_that_dies_of_its_leak_is_said_to_be_killed_for_memory()
    {
        using RuncContainer container = Patient.Start(new RuncOptions { Arguments = [], MemoryLimitBytes = 48 << 20 }, "leak", "200");
        using var watch = new Watch(Patient.Subject(container));
        watch.Take();
        await watch.Gone.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        WatchReport last = watch.Take();
        Assert.Equal((true, 1L, Judgement.Bad), (last.IsGone, last.OomKills, last.Judgement));
        Assert.Equal("Killed for memory: 1 process since the watch began, at the limit of 48.0 MiB", last.Answer);
        Assert.Contains("the true peak is unknown", last.Advice[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_real_spike_is_held_when_it_is_over()
    {
        using RunningProgram program = RunningProgram.Start(new ProcessStartInfo(Patient.Program, ["spike", "60"]) { RedirectStandardInput = true });
        program.WaitForLine("ready");
        using var watch = new Watch(Patient.Subject(program));
        WatchReport before = watch.Take();
        program.Process.StandardInput.Write('1');
        program.Process.StandardInput.Flush();
        WatchReport? last = null;
        Eventually.True(() => (last = watch.Take()).Peak!.Bytes - before.Needed >= 55 * Mebibyte, "the spike is seen");
        program.Process.StandardInput.Write('2');
        program.Process.StandardInput.Flush();
        program.WaitForLine("spiked");
        Eventually.True(() => (last = watch.Take()).Needed - before.Needed < 5 * Mebibyte, "it is over");
        Assert.InRange(last!.Peak!.Bytes - last.Peak.Usual, 50 * Mebibyte, 65 * Mebibyte);
        Assert.Equal(program.Id, last.Peak.Process?.Value);
    }

    [Fact]
    public async Task The_end_of_the_target_ends_the_watch()
    {
        RunningProgram program = Patient.Run("none");
        using var watch = new Watch(Patient.Subject(program));
        program.Dispose();
        await watch.Gone.WaitAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
        Assert.True(watch.Take().IsGone);
    }
}
