using System.Diagnostics;
using Sonde.TestTargets;

namespace Sonde.EndToEnd.Tests;

/// <summary>What becomes of the Sonde in a pod when the one outside ends, against a server that plays a cluster.</summary>
[Trait("Needs", "root")]
[Trait("Needs", "perf")]
public sealed class LostClientTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task When_the_client_is_killed_the_command_in_the_pod_ends_and_the_target_goes_on()
    {
        using RunningProgram target = Targets.StartPython();
        await using var pod = new LocalPod(target.Id);
        using RunningProgram sonde = SondeProgram.Start("profile", "pod/cart-1", "--kubeconfig", pod.KubeConfig, "--place", "ephemeral", "-d", "10m");
        Process inPod = WaitUntilSampling(sonde, pod);

        Signals.Send(sonde.Id, Signals.Kill);
        sonde.WaitForExit(Patience);

        Assert.True(inPod.WaitForExit(Patience), "the command in the pod goes on without its client");
        target.WaitForLine($"round {target.Output.Count + 10}");
        Assert.Equal("0", Observed.StatusOf(target.Id, "TracerPid"));
    }

    [Fact]
    public async Task Ctrl_C_ends_the_command_in_the_pod_and_shows_what_was_sampled()
    {
        using RunningProgram target = Targets.StartPython();
        await using var pod = new LocalPod(target.Id);
        using RunningProgram sonde = SondeProgram.Start(
            "profile", "pod/cart-1", "--kubeconfig", pod.KubeConfig, "--place", "ephemeral", "-d", "10m", "-o", "collapsed");
        Process inPod = WaitUntilSampling(sonde, pod);
        target.WaitForLine($"round {target.Output.Count + 50}");

        Signals.Send(sonde.Id, Signals.Interrupt);

        Assert.Equal(128 + Signals.Interrupt, sonde.WaitForExit(Patience));
        Assert.True(inPod.WaitForExit(Patience), "the command in the pod goes on without its client");
        Eventually.True(() => sonde.Output.Any(line => line.Contains("slow_checksum", StringComparison.Ordinal)), $"the profile: {string.Join(" | ", sonde.Output)}");
    }

    private static Process WaitUntilSampling(RunningProgram sonde, LocalPod pod)
    {
        Eventually.True(
            () => sonde.Errors.Any(line => line.Contains("sampling process", StringComparison.Ordinal)) || (sonde.Process.HasExited ? throw new InvalidOperationException(string.Join(" | ", sonde.Errors)) : false),
            "it samples", Patience);
        return Assert.Single(pod.Executed);
    }
}
