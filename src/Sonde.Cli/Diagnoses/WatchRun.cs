using System.Globalization;
using Sonde.Cli.Commands;
using Sonde.Cli.Terminal;
using Sonde.Diagnosis.Findings;
using Sonde.Diagnosis.Narrowing;
using Sonde.Diagnosis.Rendering;
using Sonde.Diagnosis.Verifying;
using Sonde.Diagnosis.Watching;

namespace Sonde.Cli.Diagnoses;

/// <summary><c>sonde diagnose --watch</c>: the diagnosis as it changes, until Ctrl-C or q.</summary>
/// <param name="streams">The program's streams.</param>
internal sealed class WatchRun(Streams streams)
{
    private readonly WatchHistory _history = new();

    /// <summary>Watches.</summary>
    /// <returns>1 when a cause of <c>--fail-on</c> is there at the end; else 0: to be interrupted is its usual end.</returns>
    public async Task<ExitCode> RunAsync(DiagnoseOptions options, ClusterPlace place, CancellationToken interrupt)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        bool isJson = options.Output.Format == "json";
        bool isOnScreen = streams.OutIsScreen && streams.InputIsTerminal && options.Output.Format is null;
        DiagnosisResult? last = null;
        try
        {
            if (isOnScreen)
                last = await ShowAsync(options, place, stop);
            else
                await foreach ((DiagnosisResult diagnosis, WatchStep step) in StepsAsync(options, place, stop.Token))
                    Write(last = diagnosis, step, place, isJson);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Ctrl-C is how one ends it.
        }

        last ??= _history.Last;
        bool isCrossed = options.FailOn is { } least && last is not null && last.Roots.Any(root => root.Finding.Severity >= least);
        return isCrossed ? ExitCode.Threshold : ExitCode.Done;
    }

    private static async IAsyncEnumerable<(DiagnosisResult Diagnosis, WatchStep Step)> StepsAsync(
        DiagnoseOptions options, ClusterPlace place, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        Baseline baseline = options.Baseline is { } file ? Baseline.Read(await BaselineFile.ReadAsync(file, cancel), file) : Baseline.None;
        await foreach (WatchStep step in place.WatchAsync(cancel))
            yield return (DiagnosisScope.Filter(options, place, step.Cluster, baseline).Apply(step.Diagnosis, step.Cluster), step);
    }

    /// <summary>Lines for a log or a pipe: first everything, then what comes and goes.</summary>
    private void Write(DiagnosisResult diagnosis, WatchStep step, ClusterPlace place, bool isJson)
    {
        IReadOnlyList<WatchChange> changes = _history.Add(diagnosis, Rollouts.Of(step.Cluster, step.Diagnosis, place.Namespace is { } space ? [space] : []));
        if (isJson)
        {
            if (_history.HasChanged)
                streams.Out.WriteLine(JsonLine.Of(diagnosis));
        }
        else
        {
            foreach (WatchChange change in changes)
                streams.Out.WriteLine($"{change.Time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {change.InWords}");
        }

        streams.Flush();
    }

    private async Task<DiagnosisResult?> ShowAsync(DiagnoseOptions options, ClusterPlace place, CancellationTokenSource stop)
    {
        var screen = new WatchScreen(place, streams.OutUsesColour);
        DiagnosisResult? last = null;
        // The first read has its own progress line: the screen is taken when there is something to show.
        IAsyncEnumerator<(DiagnosisResult Diagnosis, WatchStep Step)> steps = StepsAsync(options, place, stop.Token).GetAsyncEnumerator(stop.Token);
        await using (steps)
        {
            Task<bool> next = steps.MoveNextAsync().AsTask();
            await place.ShowProgressAsync(next);
            if (!await next)
                return null;
            using var terminal = new FullScreen(streams);
            try
            {
                while (true)
                {
                    (DiagnosisResult diagnosis, WatchStep step) = steps.Current;
                    last = diagnosis;
                    _history.Add(diagnosis, Rollouts.Of(step.Cluster, step.Diagnosis, place.Namespace is { } space ? [space] : []));
                    next = steps.MoveNextAsync().AsTask();
                    if (!await InteractAsync(terminal, screen, step, diagnosis, next) || !await next)
                        break;
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return last;
            }

            // The step that is under way must have ended before the steps can be given up.
            await stop.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return last;
    }

    /// <summary>Shows a moment and obeys keys until the next one is there; false when the user has seen enough.</summary>
    private async Task<bool> InteractAsync(FullScreen terminal, WatchScreen screen, WatchStep step, DiagnosisResult diagnosis, Task next)
    {
        while (true)
        {
            terminal.Show(screen.Draw(diagnosis, step, _history, FullScreen.Width, FullScreen.Height));
            ValueTask<bool> key = terminal.Input.WaitToReadAsync(CancellationToken.None);
            if (!key.IsCompleted)
                await Task.WhenAny(next, key.AsTask());
            while (terminal.Input.TryRead(out ConsoleKeyInfo? pressed))
            {
                if (pressed is { } known && !screen.Press(known, FullScreen.Height))
                    return false;
            }

            if (next.IsCompleted)
                return true;
        }
    }
}
