using Sonde.Inspection.Watching;

namespace Sonde.Cli.Watching;

/// <summary>Where the figures of <c>sonde inspect --watch</c> come from, once in an interval.</summary>
internal interface IWatchFeed
{
    /// <summary>All that has been seen so far.</summary>
    WatchReport Take();

    /// <summary>Waits for the end of an interval; false when the watch is over, or was interrupted.</summary>
    Task<bool> NextAsync(CancellationToken interrupt);

    /// <summary>Ends the watch, and waits until nothing of it is left where it ran.</summary>
    Task EndAsync();
}
