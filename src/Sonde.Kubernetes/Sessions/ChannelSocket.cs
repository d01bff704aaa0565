using System.Net.WebSockets;
using Sonde.Kubernetes.Http;

namespace Sonde.Kubernetes.Sessions;

/// <summary>
/// A WebSocket whose messages begin with the number of a channel. One reader and any number of writers at a time; failures of the
/// network become a <see cref="KubernetesException"/>.
/// </summary>
internal sealed class ChannelSocket : IAsyncDisposable
{
    /// <summary>Most bytes of one message: the API server reads messages of up to 32 KiB, as kubectl sends them.</summary>
    public const int LongestMessage = 16 << 10;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly WebSocket _socket;
    private readonly string _what;
    private readonly ApiTransport _transport;
    private readonly byte[] _incoming = new byte[64 << 10];
    private readonly byte[] _outgoing = new byte[1 + LongestMessage];
    private readonly SemaphoreSlim _writing = new(1, 1);
    private byte _channel;
    private bool _isInside;

    public ChannelSocket(WebSocket socket, string what, ApiTransport transport)
    {
        _socket = socket;
        _what = what;
        _transport = transport;
    }

    /// <summary>The subprotocol that the server chose.</summary>
    public string Protocol => _socket.SubProtocol ?? "";

    /// <summary>The next bytes and their channel; null when the server has closed. Empty messages are passed over.</summary>
    /// <exception cref="KubernetesException">The connection broke off.</exception>
    public async ValueTask<(byte Channel, ReadOnlyMemory<byte> Bytes)?> ReadAsync(CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(_incoming.AsMemory(), cancel).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close)
                    return null;
                int start = 0;
                if (!_isInside && part.Count > 0)
                {
                    _channel = _incoming[0];
                    start = 1;
                    _isInside = true;
                }

                if (part.EndOfMessage)
                    _isInside = false;
                if (part.Count > start)
                    return (_channel, _incoming.AsMemory(start, part.Count - start));
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException)
        {
            throw Broken(e);
        }
    }

    /// <summary>Sends bytes, in as many messages as it takes.</summary>
    /// <exception cref="KubernetesException">The connection broke off, or the session has ended.</exception>
    public async ValueTask WriteAsync(byte channel, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        await _writing.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            while (bytes.Length > 0)
            {
                int length = Math.Min(bytes.Length, LongestMessage);
                _outgoing[0] = channel;
                bytes[..length].CopyTo(_outgoing.AsMemory(1));
                await _socket.SendAsync(_outgoing.AsMemory(0, 1 + length), WebSocketMessageType.Binary, endOfMessage: true, cancel)
                    .ConfigureAwait(false);
                bytes = bytes[length..];
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or InvalidOperationException)
        {
            throw Broken(e);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Says good-bye if there is somebody to hear it, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            using var soon = new CancellationTokenSource(Farewell);
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", soon.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or InvalidOperationException)
        {
            // It is over either way.
        }

        _socket.Dispose();
        _writing.Dispose();
    }

    /// <summary>The error for a session that ended without saying how.</summary>
    public KubernetesException Broken(Exception? thrown) => new(
        KubernetesError.Unreachable,
        $"cannot {_what} any longer: {(thrown is null ? "the server closed the connection" : Words(thrown))}; look whether the pod still runs, and try again",
        thrown);

    private string Words(Exception thrown) =>
        _transport.Explain(thrown is WebSocketException { InnerException: { } inner } ? inner : thrown)?.Message ?? "the connection broke off";
}
