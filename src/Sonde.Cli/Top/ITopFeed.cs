using Sonde.Profiles.Analysis.Live;

namespace Sonde.Cli.Top;

/// <summary>Where the tables of <c>sonde top</c> come from, one for each interval.</summary>
internal interface ITopFeed
{
    /// <summary>The latest table.</summary>
    LiveTable Last { get; }

    /// <summary>Samples until it is asked to end, or until the target has ended.</summary>
    Task RunAsync(CancellationToken stop);

    /// <summary>Waits until there is something to show; false when there will be nothing.</summary>
    Task<bool> ReadyAsync();

    /// <summary>Waits for the table of the next interval; false when there is none any more.</summary>
    Task<bool> NextAsync();
}
