namespace Sonde.Cli.Watching;

/// <summary>What each key does; as in <c>sonde top</c> where both have it.</summary>
internal static class WatchKeys
{
    /// <summary>The keys, for the help screen.</summary>
    public static IReadOnlyList<(string Key, string Meaning)> Rows { get; } =
    [
        ("s", "sort processes by memory"),
        ("t", "sort processes by CPU"),
        ("p, Space", "stand still; watching goes on"),
        ("↑ ↓ PgUp PgDn Home End", "scroll through the processes"),
        ("?", "this page"),
        ("q, Ctrl-C", "quit; what was seen stays on the terminal"),
    ];

    /// <summary>The view after a key; null to quit.</summary>
    /// <param name="view">The view before.</param>
    /// <param name="key">The key.</param>
    /// <param name="page">Processes that the screen shows.</param>
    public static WatchView? Apply(WatchView view, ConsoleKeyInfo key, int page) => key.KeyChar switch
    {
        'q' or 'Q' => null,
        _ when view.ShowsHelp => view with { ShowsHelp = false },
        's' => view with { ByCpu = false, Scroll = 0 },
        't' => view with { ByCpu = true, Scroll = 0 },
        'p' or ' ' => view with { IsPaused = !view.IsPaused },
        '?' => view with { ShowsHelp = true },
        _ => key.Key switch
        {
            ConsoleKey.UpArrow => ScrollBy(view, -1),
            ConsoleKey.DownArrow => ScrollBy(view, 1),
            ConsoleKey.PageUp => ScrollBy(view, -page),
            ConsoleKey.PageDown => ScrollBy(view, page),
            ConsoleKey.Home => view with { Scroll = 0 },
            ConsoleKey.End => view with { Scroll = int.MaxValue },
            _ => view,
        },
    };

    private static WatchView ScrollBy(WatchView view, int rows) =>
        view with { Scroll = (int)Math.Clamp((long)view.Scroll + rows, 0, int.MaxValue) };
}
