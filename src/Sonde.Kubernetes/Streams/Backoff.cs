namespace Sonde.Kubernetes.Streams;

/// <summary>Waits between attempts to go on with a stream: longer each time, and shorter again once something came.</summary>
internal sealed class Backoff(TimeProvider time)
{
    /// <summary>Attempts in a row that bring nothing before the failure is the caller's.</summary>
    public const int MostAttempts = 10;

    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    private int _failures;

    /// <summary>Something came: the next failure is a first one.</summary>
    public void Progress() => _failures = 0;

    /// <summary>Waits before the next attempt.</summary>
    /// <returns>False when there were too many attempts already.</returns>
    public async Task<bool> WaitAsync(CancellationToken cancel)
    {
        if (_failures >= MostAttempts)
            return false;
        TimeSpan wait = TimeSpan.FromTicks((long)Math.Min(First.Ticks * Math.Pow(2, _failures++), Longest.Ticks));
        await Task.Delay(wait, time, cancel).ConfigureAwait(false);
        return true;
    }
}
