namespace Sonde.Cli.Top;

/// <summary>How the user looks at the table at the moment.</summary>
internal sealed record TopView
{
    /// <summary>What functions are sorted by.</summary>
    public TopColumn Sort { get; init; } = TopColumn.SelfNow;

    /// <summary>Only functions whose name, file or module contains it, whatever the case; empty for all.</summary>
    public string Filter { get; init; } = "";

    /// <summary>The filter is being typed.</summary>
    public bool IsTyping { get; init; }

    /// <summary>The screen stands still; sampling goes on.</summary>
    public bool IsPaused { get; init; }

    /// <summary>Threads instead of functions.</summary>
    public bool ShowsThreads { get; init; }

    /// <summary>The keys instead of a table.</summary>
    public bool ShowsHelp { get; init; }

    /// <summary>Rows above the first one shown.</summary>
    public int Scroll { get; init; }
}
