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

    private readonly IAnsiConsole _console;

    /// <summary>Draws on stderr.</summary>
    public LiveProgress(Streams streams) => _console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Out = new AnsiConsoleOutput(streams.Error),
        Ansi = AnsiSupport.Yes,
        ColorSystem = streams.ErrorUsesColour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
        Interactive = InteractionSupport.Yes,
    });

    /// <summary>Draws until the work has ended, however it ends.</summary>
    /// <param name="title">What is sampled.</param>
    /// <param name="duration">How long; null when unknown.</param>
    /// <param name="read">Reads how far the work has come.</param>
    /// <param name="work">The work; its failure is the caller's to see.</param>
    public async Task ShowAsync(string title, TimeSpan? duration, Func<SessionProgress> read, Task work)
    {
        await Task.WhenAny(work, Task.Delay(Patience));
        if (work.IsCompleted)
            return;
        await _console.Status().StartAsync(Line(title, duration, read()), async status =>
        {
            while (await Task.WhenAny(work, Task.Delay(Redraw)) != work)
                status.Status = Line(title, duration, read());
        });
    }

    private static string Line(string title, TimeSpan? duration, SessionProgress progress)
    {
        string of = duration is { } total ? string.Create(CultureInfo.InvariantCulture, $" of {total.TotalSeconds:0.#}") : "";
        string processes = progress.Processes == 1 ? "1 process" : $"{progress.Processes} processes";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Markup.Escape(title)}: {progress.Elapsed.TotalSeconds:0}{of} s, {progress.Samples:N0} samples, {processes} (Ctrl-C keeps them)");
    }
}
