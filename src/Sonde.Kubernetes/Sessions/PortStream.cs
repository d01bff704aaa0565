using System.Net.WebSockets;
using System.Text;
using Sonde.Kubernetes.Http;

namespace Sonde.Kubernetes.Sessions;

/// <summary>
/// A connection to a port of a pod: channel 0 carries data, channel 1 errors in words, and the first message of each is the port in two
/// bytes, little endian. Source: kubelet <c>pkg/kubelet/cri/streaming/portforward/websocket.go</c>.
/// </summary>
internal sealed class PortStream : Stream
{
    private const byte Data = 0, Error = 1;
    private const int PortBytes = 2;

    private readonly ChannelSocket _socket;
    private readonly string _what;
    private readonly int[] _portBytesLeft = [PortBytes, PortBytes];
    private ReadOnlyMemory<byte> _rest;
    private bool _isOver;

    public PortStream(WebSocket socket, string what, ApiTransport transport)
    {
        _socket = new ChannelSocket(socket, what, transport);
        _what = what;
    }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    /// <exception cref="KubernetesException">Nobody listens on the port, or the connection broke off.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_rest.IsEmpty && !_isOver)
        {
            if (await _socket.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } part)
                _isOver = true;
            else if (part.Channel is Data or Error)
                Take(part.Channel, part.Bytes);
        }

        int length = Math.Min(buffer.Length, _rest.Length);
        _rest[..length].CopyTo(buffer);
        _rest = _rest[length..];
        return length;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        _socket.WriteAsync(Data, buffer, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override void Flush()
    {
        // Every write is sent at once.
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _socket.DisposeAsync().AsTask().GetAwaiter().GetResult();
        base.Dispose(disposing);
    }

    private void Take(byte channel, ReadOnlyMemory<byte> bytes)
    {
        int port = Math.Min(bytes.Length, _portBytesLeft[channel]);
        _portBytesLeft[channel] -= port;
        bytes = bytes[port..];
        if (channel == Data)
            _rest = bytes;
        else if (!bytes.IsEmpty)
            throw Refused(Encoding.UTF8.GetString(bytes.Span));
    }

    private KubernetesException Refused(string said)
    {
        string line = ServerText.OneLine(said);
        return new KubernetesException(KubernetesError.Unreachable, $"cannot {_what}: {line}; does the program listen on that port?") { ServerMessage = line };
    }
}
