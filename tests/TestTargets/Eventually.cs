using System.Diagnostics;

namespace Sonde.TestTargets;

/// <summary>Waits for a condition by asking again until a deadline.</summary>
public static class Eventually
{
    /// <summary>Long enough for a loaded machine; a test that works never waits as long.</summary>
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(1);

    /// <summary>Returns once the condition holds.</summary>
    /// <exception cref="TimeoutException">It did not hold in time.</exception>
    public static void True(Func<bool> condition, string what, TimeSpan? timeout = null)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            if (Stopwatch.GetElapsedTime(start) > (timeout ?? DefaultTimeout))
                throw new TimeoutException($"did not happen in time: {what}");
            Thread.Sleep(5);
        }
    }
}
