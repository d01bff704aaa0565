namespace Sonde.Cli.Watching;

/// <summary>How the user looks at a watch at the moment.</summary>
internal sealed record WatchView
{
    /// <summary>Processes by CPU instead of memory.</summary>
    public bool ByCpu { get; init; }

    /// <summary>The screen stands still; watching goes on.</summary>
    public bool IsPaused { get; init; }

    /// <summary>The keys instead of the figures.</summary>
    public bool ShowsHelp { get; init; }

    /// <summary>Processes above the first one shown.</summary>
    public int Scroll { get; init; }
}
