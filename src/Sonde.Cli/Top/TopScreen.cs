using System.Globalization;
using Sonde.Profiles;
using Sonde.Profiles.Analysis.Live;
using Sonde.Profiles.Rendering;

namespace Sonde.Cli.Top;

/// <summary>Draws <c>sonde top</c> as lines of text that fit a screen. Knows nothing of a terminal but colours.</summary>
/// <param name="title">What is sampled, and how.</param>
/// <param name="colour">Whether lines may hold colours and weights.</param>
internal sealed class TopScreen(string title, bool colour)
{
    private const int ShareWidth = 8, ValueWidth = 9, LinesAround = 7, LeastRows = 1;
    private const string Reset = "\e[0m", Bold = "\e[1m", Faint = "\e[2m", Inverse = "\e[7m", Hot = "\e[38;5;203m", Warm = "\e[38;5;221m";
    private const double HotShare = 0.5, WarmShare = 0.1;

    /// <summary>Rows of the table on a screen of a height.</summary>
    public static int PageOf(int height) => Math.Max(LeastRows, height - LinesAround);

    /// <summary>The rows that a view can show: scrolling ends with them.</summary>
    public static int RowsOf(LiveTable table, TopView view) =>
        view.ShowsThreads ? table.Threads.Count : Functions(table, view).Count();

    /// <summary>The screen.</summary>
    /// <param name="table">What is known.</param>
    /// <param name="view">How it is looked at.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Lines.</param>
    public IReadOnlyList<string> Draw(LiveTable table, TopView view, int width, int height)
    {
        List<string> lines = [.. Head(table, view, width)];
        if (view.ShowsHelp)
        {
            lines.Add("");
            lines.AddRange(TopKeys.Rows.Select(row => TextFit.End($"  {row.Key,-24}{row.Meaning}", width)));
        }
        else
        {
            lines.AddRange(Table(table, view, width, PageOf(height)));
        }

        while (lines.Count < height - 1)
            lines.Add("");
        return [.. lines.Take(height - 1), Foot(view, width)];
    }

    /// <summary>Lines for a log or a pipe: the head and the first rows.</summary>
    public IReadOnlyList<string> Print(LiveTable table, TopView view, int width, int rows) =>
        [.. Head(table, view, width), .. Table(table, view, width, rows)];

    private IEnumerable<string> Head(LiveTable table, TopView view, int width)
    {
        string time = string.Create(
            CultureInfo.InvariantCulture, $"{(int)table.Elapsed.TotalMinutes}:{table.Elapsed.Seconds:00}");
        string right = view.IsPaused ? $"paused at {time}" : time;
        string left = TextFit.End(title, Math.Max(1, width - right.Length - 1));
        yield return Paint(Bold, left) + right.PadLeft(width - TextFit.Columns(left));
        bool isTime = table.SampleType.Unit == SampleType.Cpu.Unit;
        string whole = table.SampleType.Type == SampleType.Cpu.Type ? "one core" : "the time";
        string now = isTime
            ? $"{ValueText.Percent(table.ShareNow(table.Value.Now))} of {whole} now, {ValueText.Percent(table.ShareOfAll(table.Value.Sum))} since the start"
            : $"{ValueText.Value(table.Value.Now, table.SampleType.Unit)} now, {ValueText.Value(table.Value.Sum, table.SampleType.Unit)} since the start";
        yield return TextFit.End($"{now}; {Quality(table)}", width);
        yield return Groups("Threads", table, table.Threads, width);
        if (table.States.Count > 0)
            yield return Groups("States", table, table.States, width);
    }

    private static string Groups(string name, LiveTable table, IReadOnlyList<LiveGroup> groups, int width) => TextFit.End(
        $"{name}: {string.Join("  ", groups.Select(group => $"{group.Name} {ValueText.Percent(table.ShareNow(group.Value.Now))}"))}", width);

    private static string Quality(LiveTable table)
    {
        long bad = table.Quality.Lost + table.Quality.Torn;
        return $"{ValueText.Count(table.Quality.Samples)} samples, {ValueText.Count(bad)} lost or torn";
    }

    private IEnumerable<string> Table(LiveTable table, TopView view, int width, int rows) =>
        view.ShowsThreads ? ThreadRows(table, view, width, rows) : FunctionRows(table, view, width, rows);

    private IEnumerable<string> FunctionRows(LiveTable table, TopView view, int width, int rows)
    {
        LiveFunction[] functions = [.. Functions(table, view)];
        int skip = Math.Clamp(view.Scroll, 0, Math.Max(0, functions.Length - rows));
        string Title(TopColumn column, string name, int columns) =>
            view.Sort == column ? Paint(Bold, $"{name}▼".PadLeft(columns)) : name.PadLeft(columns);
        string head = Title(TopColumn.SelfNow, "SELF", ShareWidth) + Title(TopColumn.TotalNow, "TOTAL", ShareWidth)
            + Title(TopColumn.SelfSum, "SELF SUM", ValueWidth + 1) + Title(TopColumn.TotalSum, "TOTAL SUM", ValueWidth + 2);
        int used = (2 * ShareWidth) + (2 * ValueWidth) + 3;
        yield return $"{head}  FUNCTION{(view.Filter.Length > 0 && !view.IsTyping ? $" with '{TextFit.Printable(view.Filter)}'" : "")}";
        string unit = table.SampleType.Unit;
        foreach (LiveFunction function in functions.Skip(skip).Take(rows))
        {
            double share = table.ShareNow(function.Self.Now);
            string numbers = Percent(share) + Percent(table.ShareNow(function.Total.Now))
                + ValueText.Value(function.Self.Sum, unit).PadLeft(ValueWidth + 1) + ValueText.Value(function.Total.Sum, unit).PadLeft(ValueWidth + 2);
            string name = TextFit.Middle(function.Frame.Place(function.Line), Math.Max(LeastRows, width - used - 2));
            string heat = share >= HotShare ? Hot : share >= WarmShare ? Warm : function.Total.Now == 0 ? Faint : "";
            yield return Paint(heat, $"{numbers}  {name}");
        }

        if (functions.Length == 0)
            yield return Paint(Faint, view.Filter.Length > 0 ? "  no function contains that" : "  nothing was sampled yet: the target uses no CPU");
    }

    private IEnumerable<string> ThreadRows(LiveTable table, TopView view, int width, int rows)
    {
        int skip = Math.Clamp(view.Scroll, 0, Math.Max(0, table.Threads.Count - rows));
        yield return $"{"NOW",ShareWidth}{"SUM",ValueWidth}  THREAD";
        foreach (LiveGroup thread in table.Threads.Skip(skip).Take(rows))
        {
            string sum = ValueText.Value(thread.Value.Sum, table.SampleType.Unit);
            string line = $"{Percent(table.ShareNow(thread.Value.Now))}{sum.PadLeft(ValueWidth)}  {thread.Name}";
            yield return Paint(thread.Value.Now == 0 ? Faint : "", TextFit.End(line, width));
        }
    }

    private string Foot(TopView view, int width)
    {
        if (view.IsTyping)
            return TextFit.End($"/{view.Filter}▏ Enter keeps, Esc shows all", width);
        string keys = TextFit.End(
            view.ShowsHelp ? " any key goes back, q quits"
            : $" s self  t total  S T sums  / filter  h {(view.ShowsThreads ? "functions" : "threads")}  p {(view.IsPaused ? "go on" : "pause")}  ? help  q quit",
            width);
        return Paint(Inverse, keys.PadRight(width));
    }

    private static IEnumerable<LiveFunction> Functions(LiveTable table, TopView view)
    {
        IEnumerable<LiveFunction> shown = view.Filter.Length == 0 ? table.Functions : table.Functions.Where(function => Matches(function, view.Filter));
        return view.Sort switch
        {
            TopColumn.TotalNow => shown.OrderByDescending(function => function.Total.Now),
            TopColumn.SelfSum => shown.OrderByDescending(function => function.Self.Sum),
            TopColumn.TotalSum => shown.OrderByDescending(function => function.Total.Sum),
            _ => shown,
        };
    }

    private static bool Matches(LiveFunction function, string filter) =>
        function.Frame.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)
        || function.Frame.FileName.Contains(filter, StringComparison.OrdinalIgnoreCase)
        || function.Frame.Module.Contains(filter, StringComparison.OrdinalIgnoreCase);

    private static string Percent(double share) => (share == 0 ? "·" : ValueText.Percent(share)).PadLeft(ShareWidth);

    private string Paint(string style, string text) => colour && style.Length > 0 ? style + text + Reset : text;
}
