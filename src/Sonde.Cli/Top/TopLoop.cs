using System.Text.Json;
using Sonde.Cli.Output;
using Sonde.Cli.Terminal;
using Sonde.Collectors.Session;
using Sonde.Profiles;
using Sonde.Profiles.Analysis.Live;

namespace Sonde.Cli.Top;

/// <summary>Takes from a running session what is new, once in an interval, and shows it until the user or the target ends it.</summary>
/// <param name="session">The session; not running yet.</param>
/// <param name="streams">Where to show it.</param>
/// <param name="title">What is sampled, and how.</param>
/// <param name="interval">How often it is shown anew.</param>
internal sealed class TopLoop(ProfileSession session, Streams streams, string title, TimeSpan interval)
{
    private readonly LiveProfile _profile = new();
    private LiveTable _table = LiveTable.Empty;
    private TimeSpan _taken;

    /// <summary>Runs on a terminal, until q or Ctrl-C, or until the target has ended; the last table stays on the normal screen.</summary>
    /// <param name="rows">Functions that stay.</param>
    /// <param name="stop">Ends the session.</param>
    public async Task<SessionResult> RunOnScreenAsync(int rows, CancellationTokenSource stop)
    {
        Task<SessionResult> run = session.RunAsync(stop.Token);
        using (var terminal = new FullScreen(streams))
            await ShowAsync(terminal, run, stop);
        SessionResult result = await run;
        Add(result.Profile, result.Elapsed);
        Print(_table.Whole(), rows);
        return result;
    }

    /// <summary>Prints a table for each interval.</summary>
    /// <param name="json">One JSON document a line, instead of text.</param>
    /// <param name="rows">Functions in each table of text.</param>
    /// <param name="count">Intervals; null: until the target ends.</param>
    /// <param name="stop">Ends the session.</param>
    public async Task<SessionResult> RunAsTextAsync(bool json, int rows, int? count, CancellationTokenSource stop)
    {
        Task<SessionResult> run = session.RunAsync(stop.Token);
        for (int i = 0; i != count && await IntervalAsync(run, CancellationToken.None); i++)
        {
            if (!await TakeAsync())
                continue;
            if (json)
                streams.Out.WriteLine(JsonSerializer.Serialize(TopDocument.From(_table), SondeJson.Lines.TopDocument));
            else
                Print(_table, rows);
            streams.Flush();
        }

        await stop.CancelAsync();
        return await run;
    }

    private async Task ShowAsync(FullScreen terminal, Task run, CancellationTokenSource stop)
    {
        var screen = new TopScreen(title, streams.OutUsesColour);
        var view = new TopView();
        LiveTable shown = _table;
        Task<bool> tick = IntervalAsync(run, CancellationToken.None);
        while (true)
        {
            shown = view.IsPaused ? shown : _table;
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
            await TakeAsync();
            tick = IntervalAsync(run, CancellationToken.None);
        }
    }

    /// <summary>Waits for the end of an interval; false when the session has ended.</summary>
    private async Task<bool> IntervalAsync(Task run, CancellationToken stop)
    {
        Task delay = Task.Delay(interval, stop);
        return await Task.WhenAny(run, delay) == delay;
    }

    private async Task<bool> TakeAsync()
    {
        if (await session.TakeAsync() is not { } profile)
            return false;
        Add(profile, session.Progress.Elapsed);
        return true;
    }

    private void Add(Profile profile, TimeSpan until)
    {
        _table = _profile.Add(profile, until - _taken);
        _taken = until;
    }

    private void Print(LiveTable table, int rows)
    {
        foreach (string line in new TopScreen(title, streams.OutUsesColour).Print(table, new TopView(), streams.Width, rows))
            streams.Out.WriteLine(line);
        streams.Out.WriteLine();
    }
}
