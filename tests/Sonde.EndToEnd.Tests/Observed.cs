using Sonde.TestTargets;

namespace Sonde.EndToEnd.Tests;

/// <summary>What a test can see of processes from outside.</summary>
internal static class Observed
{
    /// <summary>Waits until the program samples: it holds perf events, or its Python thread runs.</summary>
    public static void WaitUntilSampling(RunningProgram sonde, int target)
    {
        sonde.WaitForLine; 
    }
}
