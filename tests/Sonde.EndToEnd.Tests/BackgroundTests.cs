using System.Globalization;
using Sonde.TestTargets;

namespace Sonde.EndToEnd.Tests;

/// <summary>Started in the background by a shell without job control, or by nohup: with signals that are ignored.</summary>
[Trait("Needs", "root")]
[Trait("Needs", "perf")]
public sealed class BackgroundTests
{
    private const int HangUp = 1;

    [Theory]
    [InlineData(Signals.Interrupt)]
    [InlineData(Signals.Terminate)]
    public void A_signal_that_asks_it_to_end_does_so_and_a_terminal_that_closes_does_not(int signal)
    {
        using RunningProgram target = Targets.StartPython();
        using RunningProgram sonde = RunningProgram.Start(
            "/bin/sh", ["-c", "trap '' INT HUP; exec \"$@\"", "sh", .. SondeProgram.Words, "profile", $"pid:{target.Id}", "-d", "10m", "-o", "collapsed"]);
        Observed.WaitUntilSampling(sonde);
        target.WaitForLine($"round {target.Output.Count + 50}");
        Assert.True(Ignores(sonde.Id, HangUp));
        Assert.False(Ignores(sonde.Id, Signals.Interrupt));

        Signals.Send(sonde.Id, HangUp);
        Signals.Send(sonde.Id, signal);

        Assert.Equal(128 + Signals.Interrupt, sonde.WaitForExit());
        Eventually.True(() => sonde.Output.Any(line => line.Contains("slow_checksum", StringComparison.Ordinal)), "the profile");
    }

    private static bool Ignores(int process, int signal) =>
        (ulong.Parse(Observed.StatusOf(process, "SigIgn"), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> (signal - 1) & 1) != 0;
}
