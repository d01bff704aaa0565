using System.Text.Json;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Inspection.Watching;

namespace Sonde.Cli.Watching;

/// <summary>Shows what a watch sees, once in an interval, until the user, the time or the target ends it.</summary>
/// <param name="watch">The watch; it runs already.</param>
/// <param name="streams">Where to show it.</param>
/// <param name="target">What the user asked for.</param>
/// <param name="interval">How often it is shown anew.</param>
/// <param name="duration">When it ends; null for never.</param>
internal sealed class WatchLoop(Watch watch, Streams streams, string target, TimeSpan interval, TimeSpan? duration)
{
    /// <summary>Processes that stay on the terminal.</summary>
    private const int PrintedProcesses = 10;

    private readonly Task _end = duration is { } time ? Task.Delay(time) : Task.Delay(Timeout.Infinite);
    private readonly WatchScreen _screen = new(streams.OutUsesColour);

    /// <summary>Runs on a terminal.</summary>
    public async Task RunOnScreenAsync(CancellationToken interrupt)
    {
        WatchReport last;
        using (var terminal = new FullScreen(streams))
            last = await ShowAsync(terminal, interrupt);
        foreach (string line in _screen.Print(last, streams.Width, PrintedProcesses))
            streams.Out.WriteLine(line);
    }

    /// <summary>Prints a line for each interval, and what was seen at the end.</summary>
    public async Task RunAsTextAsync(bool json, CancellationToken interrupt)
    {
        bool goesOn = true;
        while (goesOn)
        {
            goesOn = await IntervalAsync(interrupt);
            WatchReport report = watch.Take();
            if (json)
                streams.Out.WriteLine(JsonSerializer.Serialize(WatchDocument.From(target, report, !goesOn), SondeJson.Lines.WatchDocument));
            else
                streams.Out.WriteLine(WatchScreen.Line(report));
            if (!goesOn && !json)
            {
                streams.Out.WriteLine();
                foreach (string line in _screen.Print(report, streams.Width, PrintedProcesses))
                    streams.Out.WriteLine(line);
            }

            streams.Flush();
        }
    }

    private async Task<WatchReport> ShowAsync(FullScreen terminal, CancellationToken interrupt)
    {
        var view = new WatchView();
        WatchReport report = watch.Take(), shown = report;
        Task<bool> tick = IntervalAsync(interrupt);
        while (true)
        {
            shown = view.IsPaused ? shown : report;
            int width = FullScreen.Width, height = FullScreen.Height, page = _screen.PageOf(shown, width, height);
            view = view with { Scroll = Math.Clamp(view.Scroll, 0, Math.Max(0, shown.Processes.Count - page)) };
            terminal.Show(_screen.Draw(shown, view, width, height));
            ValueTask<bool> key = terminal.Input.WaitToReadAsync(CancellationToken.None);
            if (!key.IsCompleted)
                await Task.WhenAny(tick, key.AsTask());
            while (terminal.Input.TryRead(out ConsoleKeyInfo? pressed))
            {
                if (pressed is not { } known)
                    continue;
                if (WatchKeys.Apply(view, known, page) is not { } next)
                    return watch.Take();
                view = next;
            }

            if (!tick.IsCompleted)
                continue;
            bool goesOn = await tick;
            report = watch.Take();
            if (!goesOn)
                return report;
            tick = IntervalAsync(interrupt);
        }
    }

    /// <summary>Waits for the end of an interval; false when the watch is over.</summary>
    private async Task<bool> IntervalAsync(CancellationToken interrupt)
    {
        Task delay = Task.Delay(interval, interrupt);
        // Whoever ends a watch has seen what they wanted: Ctrl-C is its normal end.
        return await Task.WhenAny(watch.Gone, _end, delay) == delay && !delay.IsCanceled;
    }
}
