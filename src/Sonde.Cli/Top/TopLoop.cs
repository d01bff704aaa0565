using System.Text.Json;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Profiles.Analysis.Live;

namespace Sonde.Cli.Top;

/// <summary>Shows the tables of a feed, one after the other, until the user or the target ends it.</summary>
/// <param name="feed">Where they come from; not running yet.</param>
/// <param name="streams">Where to show them.</param>
/// <param name="title">What is sampled, and how.</param>
internal sealed class TopLoop(ITopFeed feed, Streams streams, string title)
{
    /// <summary>Runs on a terminal, until q or Ctrl-C, or until the target has ended; the last table stays on the normal screen.</summary>
    /// <param name="rows">Functions that stay.</param>
    /// <param name="stop">Ends the sampling.</param>
    public async Task RunOnScreenAsync(int rows, CancellationTokenSource stop)
    {
        Task run = feed.RunAsync(stop.Token);
        // Getting into a pod takes a while and says what it does: the screen is taken when there is something to show.
        if (await feed.ReadyAsync())
        {
            using var terminal = new FullScreen(streams);
            await ShowAsync(terminal, stop);
        }

        await run;
        if (feed.Last.Elapsed > TimeSpan.Zero)
            Print(feed.Last.Whole(), rows);
    }

    /// <summary>Prints a table for each interval.</summary>
    /// <param name="json">One JSON document a line, instead of text.</param>
    /// <param name="rows">Functions in each table of text.</param>
    /// <param name="count">Intervals; null: until the target ends.</param>
    /// <param name="stop">Ends the sampling.</param>
    public async Task RunAsTextAsync(bool json, int rows, int? count, CancellationTokenSource stop)
    {
        Task run = feed.RunAsync(stop.Token);
        LiveTable shown = feed.Last;
        for (int i = 0; i != count && await feed.NextAsync(); i++)
        {
            if (ReferenceEquals(shown, feed.Last))
                continue;
            shown = feed.Last;
            if (json)
                streams.Out.WriteLine(JsonSerializer.Serialize(TopDocument.From(shown), SondeJson.Lines.TopDocument));
            else
                Print(shown, rows);
            streams.Flush();
        }

        await stop.CancelAsync();
        await run;
    }

    private async Task ShowAsync(FullScreen terminal, CancellationTokenSource stop)
    {
        var screen = new TopScreen(title, streams.OutUsesColour);
        var view = new TopView();
        LiveTable shown = feed.Last;
        Task<bool> tick = feed.NextAsync();
        while (true)
        {
            shown = view.IsPaused ? shown : feed.Last;
            int height = FullScreen.Height, page = TopScreen.PageOf(height);
            view = view with { Scroll = Math.Clamp(view.Scroll, 0, Math.Max(0, TopScreen.RowsOf(shown, view) - page)) };
            terminal.Show(screen.Draw(shown, view, FullScreen.Width, height));
            ValueTask<bool> key = terminal.Input.WaitToReadAsync(CancellationToken.None);
            if (!key.IsCompleted)
                await Task.WhenAny(tick, key.AsTask());
            while (terminal.Input.TryRead(out ConsoleKeyInfo? pressed))
            {
                if (pressed is not { } known)
                    continue;
                if (TopKeys.Apply(view, known, page) is not { } next)
                {
                    await stop.CancelAsync();
                    return;
                }

                view = next;
            }

            if (!tick.IsCompleted)
                continue;
            if (!await tick)
                return;
            tick = feed.NextAsync();
        }
    }

    private void Print(LiveTable table, int rows)
    {
        foreach (string line in new TopScreen(title, streams.OutUsesColour).Print(table, new TopView(), streams.Width, rows))
            streams.Out.WriteLine(line);
        streams.Out.WriteLine();
    }
}
