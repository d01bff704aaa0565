using System.IO.Pipelines;
using System.Text.Json;
using System.Threading.Channels;
using Sonde.Cli.Output;
using Sonde.Inspection.Watching;
using Sonde.Places;

namespace Sonde.Cli.Watching;

/// <summary>A <c>sonde inspect --watch -o json</c> that runs in a pod or on its node.</summary>
/// <param name="run">Runs it; takes its stdout, and asks it to end.</param>
/// <param name="title">What is watched, in the user's words, for what it is called there.</param>
internal sealed class PodWatch(Func<Stream, CancellationToken, Task<int>> run, Func<string, string> title) : IWatchFeed, IDisposable
{
    private readonly Channel<WatchReport> _reports = Channel.CreateUnbounded<WatchReport>();
    private readonly CancellationTokenSource _stop = new();
    private WatchReport? _last;
    private Task<int>? _run;

    /// <summary>Starts it; false when it has ended before there was anything to see.</summary>
    public async Task<bool> StartAsync(CancellationToken interrupt)
    {
        _run = RunAsync();
        if (!await NextAsync(interrupt))
            return false;
        return _last is not null;
    }

    /// <inheritdoc/>
    public WatchReport Take()
    {
        // What a slow terminal has missed is in the columns of the latest.
        while (_reports.Reader.TryRead(out WatchReport? report))
            _last = report;
        return _last ?? throw new InvalidOperationException("nothing was seen yet");
    }

    /// <inheritdoc/>
    public async Task<bool> NextAsync(CancellationToken interrupt)
    {
        try
        {
            if (!await _reports.Reader.WaitToReadAsync(interrupt))
                return false;
        }
        catch (OperationCanceledException) when (interrupt.IsCancellationRequested)
        {
            return false;
        }

        Take();
        return true;
    }

    /// <inheritdoc/>
    public Task EndAsync() => EndAndTellAsync();

    /// <summary>Ends it, and gives its exit code.</summary>
    public async Task<int> EndAndTellAsync()
    {
        await _stop.CancelAsync();
        return _run is null ? 0 : await _run;
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private async Task<int> RunAsync()
    {
        var pipe = new Pipe();
        Task reading = ReadAsync(pipe.Reader);
        try
        {
            return await run(pipe.Writer.AsStream(leaveOpen: true), _stop.Token);
        }
        finally
        {
            await pipe.Writer.CompleteAsync();
            await reading;
        }
    }

    private async Task ReadAsync(PipeReader output)
    {
        WatchReport? known = null;
        try
        {
            using var lines = new StreamReader(output.AsStream());
            while (await lines.ReadLineAsync() is { } line)
            {
                if (JsonSerializer.Deserialize(line, SondeJson.Lines.WatchDocument)?.After(known, title) is not { } report)
                    continue;
                known = report;
                await _reports.Writer.WriteAsync(report);
            }
        }
        catch (JsonException e)
        {
            throw new PlaceException($"what the Sonde there says is no watch of sonde inspect: {Printable.Line(e.Message)}; name an image of this version with --image");
        }
        finally
        {
            _reports.Writer.Complete();
        }
    }
}
