namespace Sonde.Kubernetes.Tests.Server;

/// <summary>A clock on which short waits (retries, back-offs) are over at once; time-outs stay what they are.</summary>
internal sealed class SoonTime : TimeProvider
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(31);

    /// <summary>The waits that were asked for.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        bool isShort = dueTime > TimeSpan.Zero && dueTime < Short;
        if (isShort)
            Waits.Enqueue(dueTime);
        return base.CreateTimer(callback, state, isShort ? TimeSpan.FromMilliseconds(1) : dueTime, period);
    }
}
