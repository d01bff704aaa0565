using Sonde.Inspection.Watching;

namespace Sonde.Cli.Watching;

/// <summary>A watch of what runs on this machine.</summary>
/// <param name="watch">The watch; it runs already.</param>
/// <param name="interval">How often it is shown anew.</param>
/// <param name="duration">When it ends; null for never.</param>
internal sealed class LocalWatch(Watch watch, TimeSpan interval, TimeSpan? duration) : IWatchFeed
{
    private readonly Task _end = duration is { } time ? Task.Delay(time) : Task.Delay(Timeout.Infinite);

    /// <inheritdoc/>
    public WatchReport Take() => watch.Take();

    /// <inheritdoc/>
    public async Task<bool> NextAsync(CancellationToken interrupt)
    {
        Task delay = Task.Delay(interval, interrupt);
        // Whoever ends a watch has seen what they wanted: Ctrl-C is its normal end.
        return await Task.WhenAny(watch.Gone, _end, delay) == delay && !delay.IsCanceled;
    }

    /// <inheritdoc/>
    public Task EndAsync() => Task.CompletedTask;
}
