namespace Sonde.Cli.Top;

/// <summary>What each key does.</summary>
internal static class TopKeys
{
    /// <summary>The keys, for the help screen.</summary>
    public static IReadOnlyList<(string Key, string Meaning)> Rows { get; } =
    [
        ("s", "sort by what a function itself costs now"),
        ("t", "sort by what it costs with all it calls, now"),
        ("S  T", "the same since the start"),
        ("←  →", "sort by the column to the left or right"),
        ("/", "show only what contains a text; Esc shows all again"),
        ("h", "threads instead of functions, and back"),
        ("p, Space", "stand still; sampling goes on"),
        ("↑ ↓ PgUp PgDn Home End", "scroll"),
        ("?", "this page"),
        ("q, Ctrl-C", "quit; the table since the start stays on the terminal"),
    ];

    /// <summary>The view after a key; null to quit.</summary>
    /// <param name="view">The view before.</param>
    /// <param name="key">The key.</param>
    /// <param name="page">Rows that the screen shows.</param>
    public static TopView? Apply(TopView view, ConsoleKeyInfo key, int page) =>
        view.IsTyping ? Type(view, key) : view.ShowsHelp ? Leave(view, key) : Command(view, key, page);

    private static TopView? Leave(TopView view, ConsoleKeyInfo key) => key.KeyChar == 'q' ? null : view with { ShowsHelp = false };

    private static TopView Type(TopView view, ConsoleKeyInfo key) => key.Key switch
    {
        ConsoleKey.Enter => view with { IsTyping = false },
        ConsoleKey.Escape => view with { IsTyping = false, Filter = "" },
        ConsoleKey.Backspace => view with { Filter = view.Filter.Length > 0 ? view.Filter[..^1] : "", Scroll = 0 },
        _ when key.KeyChar >= ' ' && key.KeyChar != '\x7f' => view with { Filter = view.Filter + key.KeyChar, Scroll = 0 },
        _ => view,
    };

    private static TopView? Command(TopView view, ConsoleKeyInfo key, int page) => key.KeyChar switch
    {
        'q' or 'Q' => null,
        's' => By(view, TopColumn.SelfNow),
        't' => By(view, TopColumn.TotalNow),
        'S' => By(view, TopColumn.SelfSum),
        'T' => By(view, TopColumn.TotalSum),
        '/' => view with { IsTyping = true, ShowsThreads = false, Filter = "", Scroll = 0 },
        'h' => view with { ShowsThreads = !view.ShowsThreads, Scroll = 0 },
        'p' or ' ' => view with { IsPaused = !view.IsPaused },
        '?' => view with { ShowsHelp = true },
        _ => key.Key switch
        {
            ConsoleKey.LeftArrow => By(view, (TopColumn)Math.Max((int)view.Sort - 1, (int)TopColumn.SelfNow)),
            ConsoleKey.RightArrow => By(view, (TopColumn)Math.Min((int)view.Sort + 1, (int)TopColumn.TotalSum)),
            ConsoleKey.UpArrow => ScrollBy(view, -1),
            ConsoleKey.DownArrow => ScrollBy(view, 1),
            ConsoleKey.PageUp => ScrollBy(view, -page),
            ConsoleKey.PageDown => ScrollBy(view, page),
            ConsoleKey.Home => view with { Scroll = 0 },
            ConsoleKey.End => view with { Scroll = int.MaxValue },
            ConsoleKey.Escape => view with { Filter = "", Scroll = 0 },
            _ => view,
        },
    };

    private static TopView By(TopView view, TopColumn column) => view with { Sort = column, ShowsThreads = false, Scroll = 0 };

    private static TopView ScrollBy(TopView view, int rows) =>
        view with { Scroll = (int)Math.Clamp((long)view.Scroll + rows, 0, int.MaxValue) };
}
