using System.IO.Pipelines;
using System.Text.Json;
using System.Threading.Channels;
using Sonde.Cli.Output;
using Sonde.Places;
using Sonde.Profiles.Analysis.Live;

namespace Sonde.Cli.Top;

/// <summary>Tables of a <c>sonde top -o json</c> that runs in a pod or on its node.</summary>
/// <param name="run">Runs it; takes its stdout, and asks it to end.</param>
internal sealed class PodFeed(Func<Stream, CancellationToken, Task<int>> run) : ITopFeed
{
    private readonly Channel<LiveTable> _tables = Channel.CreateUnbounded<LiveTable>();

    /// <inheritdoc/>
    public LiveTable Last { get; private set; } = LiveTable.Empty;

    /// <summary>Its exit code, when it has ended.</summary>
    public int Code { get; private set; }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken stop)
    {
        var pipe = new Pipe();
        Task reading = ReadAsync(pipe.Reader);
        try
        {
            Code = await run(pipe.Writer.AsStream(leaveOpen: true), stop);
        }
        finally
        {
            await pipe.Writer.CompleteAsync();
            await reading;
        }
    }

    /// <inheritdoc/>
    public Task<bool> ReadyAsync() => NextAsync();

    /// <inheritdoc/>
    public async Task<bool> NextAsync()
    {
        if (!await _tables.Reader.WaitToReadAsync())
            return false;
        // What a slow terminal has missed is in the sums of the latest.
        while (_tables.Reader.TryRead(out LiveTable? table))
            Last = table;
        return true;
    }

    private async Task ReadAsync(PipeReader output)
    {
        LiveTable known = LiveTable.Empty;
        try
        {
            using var lines = new StreamReader(output.AsStream());
            while (await lines.ReadLineAsync() is { } line)
            {
                known = JsonSerializer.Deserialize(line, SondeJson.Lines.TopDocument)?.After(known) ?? known;
                await _tables.Writer.WriteAsync(known);
            }
        }
        catch (JsonException e)
        {
            throw new PlaceException($"what the Sonde there says is no table of sonde top: {Printable.Line(e.Message)}; name an image of this version with --image");
        }
        finally
        {
            _tables.Writer.Complete();
        }
    }
}
