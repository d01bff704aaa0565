using System.Text.Json;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Inspection.Watching;

namespace Sonde.Cli.Watching;

/// <summary>Shows what a watch sees, once in an interval, until the user, the time or the target ends it.</summary>
/// <param name="feed">Where the figures come from; it runs already.</param>
/// <param name="streams">Where to show it.</param>
/// <param name="target">What the user asked for.</param>
internal sealed class WatchLoop(IWatchFeed feed, Streams streams, string target)
{
    /// <summary>Processes that stay on the terminal.</summary>
    private const int PrintedProcesses = 10;

    private readonly WatchScreen _screen = new(streams.OutUsesColour);

    /// <summary>Runs on a terminal.</summary>
    public async Task RunOnScreenAsync(CancellationToken interrupt)
    {
        using (var terminal = new FullScreen(streams))
            await ShowAsync(terminal, interrupt);
        await feed.EndAsync();
        foreach (string line in _screen.Print(feed.Take(), streams.Width, PrintedProcesses))
            streams.Out.WriteLine(line);
    }

    /// <summary>Prints a line for each interval, and what was seen at the end.</summary>
    public async Task RunAsTextAsync(bool json, CancellationToken interrupt)
    {
        bool goesOn = true;
        while (goesOn)
        {
            goesOn = await feed.NextAsync(interrupt);
            WatchReport report = feed.Take();
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

    private async Task ShowAsync(FullScreen terminal, CancellationToken interrupt)
    {
        var view = new WatchView();
        WatchReport report = feed.Take(), shown = report;
        Task<bool> tick = feed.NextAsync(interrupt);
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
                    return;
                view = next;
            }

            if (!tick.IsCompleted)
                continue;
            if (!await tick)
                return;
            report = feed.Take();
            tick = feed.NextAsync(interrupt);
        }
    }
}
