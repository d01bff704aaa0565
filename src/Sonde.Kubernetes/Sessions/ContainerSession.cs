using System.Buffers;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using Sonde.Kubernetes.Http;

namespace Sonde.Kubernetes.Sessions;

/// <summary>
/// A program in a container, with its streams. One reads, others may write meanwhile. Disposing before the end leaves: of exec the
/// program goes on until it notices that nobody listens, of attach it goes on anyway.
/// </summary>
public sealed class ContainerSession : IAsyncDisposable
{
    /// <summary>Longest status that is kept; the server's are a few hundred bytes.</summary>
    private const int LongestStatus = 64 << 10;

    private readonly ChannelSocket _socket;
    private readonly string _what;
    private readonly ArrayBufferWriter<byte> _status = new();
    private bool _isOver;

    internal ContainerSession(WebSocket socket, string what, ApiTransport transport)
    {
        _socket = new ChannelSocket(socket, what, transport);
        _what = what;
    }

    /// <summary>
    /// Whether stdin can be ended while output goes on: only since v5 of the protocol (Kubernetes 1.30). Without it, what is sent has to
    /// say itself where it ends.
    /// </summary>
    public bool CanEndInput => _socket.Protocol == SessionProtocol.V5;

    /// <summary>The next output; null when the program has ended, and then <see cref="ExitCode"/> tells how.</summary>
    /// <exception cref="KubernetesException">The connection broke off.</exception>
    public async ValueTask<SessionPart?> ReadAsync(CancellationToken cancel)
    {
        while (!_isOver)
        {
            if (await _socket.ReadAsync(cancel).ConfigureAwait(false) is not { } part)
            {
                _isOver = true;
                break;
            }

            if (part.Channel is (byte)SessionChannel.Output or (byte)SessionChannel.Error)
                return new SessionPart((SessionChannel)part.Channel, part.Bytes);
            if (part.Channel == (byte)SessionChannel.Status && _status.WrittenCount + part.Bytes.Length <= LongestStatus)
                _status.Write(part.Bytes.Span);
        }

        return null;
    }

    /// <summary>The program's exit code; asked after <see cref="ReadAsync"/> has returned null.</summary>
    /// <exception cref="KubernetesException">It did not run, or the connection ended without a word about it.</exception>
    public int ExitCode => _status.WrittenCount > 0
        ? SessionStatus.ExitCode(_what, _status.WrittenMemory)
        : throw _socket.Broken(null);

    /// <summary>Sends bytes to stdin.</summary>
    /// <exception cref="KubernetesException">The connection broke off, or the program has ended.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancel) =>
        _socket.WriteAsync((byte)SessionChannel.Input, bytes, cancel);

    /// <summary>Ends stdin; output goes on.</summary>
    /// <exception cref="NotSupportedException">The protocol cannot: see <see cref="CanEndInput"/>.</exception>
    /// <exception cref="KubernetesException">The connection broke off.</exception>
    public ValueTask EndInputAsync(CancellationToken cancel) => CanEndInput
        ? _socket.WriteAsync((byte)SessionChannel.Close, new[] { (byte)SessionChannel.Input }, cancel)
        : throw new NotSupportedException($"{_socket.Protocol} cannot end stdin alone");

    /// <summary>Tells the terminal's size.</summary>
    /// <exception cref="KubernetesException">The connection broke off.</exception>
    public ValueTask ResizeAsync(int columns, int rows, CancellationToken cancel) => _socket.WriteAsync(
        (byte)SessionChannel.Resize,
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"Width\":{columns},\"Height\":{rows}}}")),
        cancel);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _socket.DisposeAsync();
}
