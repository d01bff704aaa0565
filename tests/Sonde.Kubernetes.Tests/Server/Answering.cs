using System.Globalization;
using System.Text;

namespace Sonde.Kubernetes.Tests.Server;

/// <summary>One answer, written step by step.</summary>
internal sealed class Answering(Stream stream, CancellationToken stop)
{
    /// <summary>True when the connection is to be closed behind the answer.</summary>
    public bool IsOver { get; private set; }

    /// <summary>The connection, for what is no HTTP any more.</summary>
    public Stream Stream => stream;

    public CancellationToken Stop => stop;

    public Task JsonAsync(string json, int status = 200, string headers = "") =>
        WholeAsync(status, "application/json", Encoding.UTF8.GetBytes(json), headers);

    public async Task WholeAsync(int status, string contentType, byte[] body, string headers = "")
    {
        await RawAsync($"HTTP/1.1 {status} X\r\nContent-Type: {contentType}\r\nContent-Length: {body.Length}\r\n{headers}\r\n");
        await stream.WriteAsync(body, stop);
    }

    public Task BeginAsync(string contentType = "application/json") =>
        RawAsync($"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nTransfer-Encoding: chunked\r\n\r\n");

    public async Task ChunkAsync(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        await RawAsync(bytes.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
        await stream.WriteAsync(bytes, stop);
        await RawAsync("\r\n");
    }

    public Task EndAsync() => RawAsync("0\r\n\r\n");

    public async Task RawAsync(string text)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop);
        await stream.FlushAsync(stop);
    }

    /// <summary>Closes the connection here.</summary>
    public void Break() => IsOver = true;

    public async Task ReplayAsync(WireExchange exchange)
    {
        if (exchange.Body is { } body)
        {
            await WholeAsync(exchange.Status, exchange.ContentType, Encoding.UTF8.GetBytes(body));
            return;
        }

        await BeginAsync(exchange.ContentType);
        foreach (string chunk in exchange.Chunks)
            await ChunkAsync(chunk);
        if (exchange.ServerEnded)
            await EndAsync();
        else
            await Task.Delay(Timeout.Infinite, stop);
    }
}
