using System.Globalization;
using Sonde.Collectors.Session;
using Spectre.Console;

namespace Sonde.Cli.Terminal;

/// <summary>A line on the terminal's stderr that moves while a session runs, and vanishes when it ends.</summary>
internal sealed class LiveProgress
{
    /// <summary>What takes less than this needs no progress.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(200);

    /// <summary>Columns that Spectre's spinner and padding take.</summary>
    private const int SpinnerWidth = 10;

    private readonly IAnsiConsole _console;
    private readonly int _width;

    /// <summary>Draws on stderr.</summary>
    public LiveProgress(Streams streams)
    {
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(streams.Error),
            Ansi = AnsiSupport.Yes,
            ColorSystem = streams.ErrorUsesColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
        });
        _width = streams.Width;
        _console.Profile.Width = _width;
    }

    /// <summary>Draws until the work has ended, however it ends.</summary>
    /// <param name="title">What is sampled.</param>
    /// <param name="duration">How long; null when unknown.</param>
    /// <param name="read">Reads how far the work has come.</param>
    /// <param name="work">The work; its failure is the caller's to see.</param>
    public Task ShowAsync(string title, TimeSpan? duration, Func<SessionProgress> read, Task work) =>
        ShowAsync(() => Line(title, duration, read()), work);

    /// <summary>Draws until the work has ended, however it ends.</summary>
    /// <param name="line">How far the work has come, without a line end.</param>
    /// <param name="work">The work; its failure is the caller's to see.</param>
    public async Task ShowAsync(Func<string> line, Task work)
    {
        string Cut()
        {
            // A line that wraps would be drawn again and again below itself.
            string text = line();
            return Markup.Escape(text[..Math.Min(text.Length, Math.Max(_width - SpinnerWidth, 1))]);
        }

        await Task.WhenAny(work, Task.Delay(Patience));
        if (work.IsCompleted)
            return;
        await _console.Status().StartAsync(Cut(), async status =>
        {
            while (await Task.WhenAny(work, Task.Delay(Redraw)) != work)
                status.Status = Cut();
        });
    }

    private string Line(string title, TimeSpan? duration, SessionProgress progress)
    {
        string of = duration is { } total ? string.Create(CultureInfo.InvariantCulture, $" of {total.TotalSeconds:0.#}") : "";
        string processes = progress.Processes == 1 ? "1 process" : $"{progress.Processes} processes";
        string line = string.Create(
            CultureInfo.InvariantCulture, $"{title}: {progress.Elapsed.TotalSeconds:0}{of} s, {progress.Samples:N0} samples, {processes}");
        const string Hint = " (Ctrl-C keeps them)";
        return line.Length + Hint.Length <= _width - SpinnerWidth ? line + Hint : line;
    }
}
