using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sonde.Cli.Terminal;

/// <summary>
/// One line on the terminal's stderr for each of several things that happen at once, each with the latest word about it. They vanish when
/// the work ends; what was kept is written below.
/// </summary>
/// <param name="streams">The terminal.</param>
internal sealed class LiveLines(Streams streams)
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(200);

    private readonly SortedDictionary<string, string> _latest = new(StringComparer.Ordinal);
    private readonly List<string> _kept = [];

    /// <summary>The latest word about a thing.</summary>
    public void Set(string name, string line)
    {
        lock (_latest)
            _latest[name] = line;
    }

    /// <summary>The same, to be written for good at the end as well.</summary>
    public void Keep(string name, string line, string whole)
    {
        lock (_latest)
        {
            _latest[name] = line;
            _kept.Add(whole);
        }
    }

    /// <summary>Draws until the work has ended, however it ends; its failure is the caller's to see.</summary>
    public async Task ShowAsync(Task work)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(streams.Error),
            Ansi = AnsiSupport.Yes,
            ColorSystem = streams.ErrorUsesColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
        });
        console.Profile.Width = streams.Width;
        await console.Live(Lines()).AutoClear(true).StartAsync(async live =>
        {
            while (await Task.WhenAny(work, Task.Delay(Redraw)) != work)
                live.UpdateTarget(Lines());
        });
        foreach (string line in _kept)
            streams.WriteTalk(line);
    }

    private Rows Lines()
    {
        lock (_latest)
            return new Rows(_latest.Select(one => (IRenderable)new Text(Cut(one.Key.Length > 0 ? $"{one.Key}: {one.Value}" : one.Value))));
    }

    // A line that wraps would be drawn again and again below itself.
    private string Cut(string line) => line.Length < streams.Width ? line : line[..(streams.Width - 1)];
}
