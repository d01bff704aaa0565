using Sonde.Kubernetes;
using Sonde.Kubernetes.Sessions;

namespace Sonde.Places.Programs;

/// <summary>A session with a program as one stream: what is written is its stdin, what is read its stdout. Its stderr is talk.</summary>
/// <param name="session">The session; stays open.</param>
/// <param name="talk">Takes each line of stderr.</param>
public sealed class SessionPipeStream(ContainerSession session, Action<string> talk) : Stream
{
    private const int FrameSize = 4096;

    private readonly TalkLines _lines = new(talk);
    private ReadOnlyMemory<byte> _rest;
    private bool _isOver;

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

    /// <summary>Reads what is left, to learn how the program ended.</summary>
    /// <exception cref="KubernetesException">It did not run, or the connection broke off.</exception>
    public int WaitForExit()
    {
        byte[] rest = new byte[FrameSize];
        while (Read(rest) > 0)
        {
        }

        return session.ExitCode;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        while (_rest.IsEmpty && !_isOver)
        {
            if (session.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult() is not { } part)
            {
                _isOver = true;
                _lines.End();
            }
            else if (part.Channel == SessionChannel.Output)
            {
                _rest = part.Bytes;
            }
            else
            {
                _lines.Add(part.Bytes.Span);
            }
        }

        int length = Math.Min(buffer.Length, _rest.Length);
        _rest.Span[..length].CopyTo(buffer);
        _rest = _rest[length..];
        return length;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) =>
        session.WriteAsync(buffer.AsMemory(offset, count), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override void Flush()
    {
        // Every write is sent at once.
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
