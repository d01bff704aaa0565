using System.Buffers.Text;

namespace Sonde.Profiles.Rendering.Flame;

/// <summary>Writes what it is given as Base64 to another stream, which stays open.</summary>
internal sealed class Base64Stream(Stream output) : Stream
{
    // A multiple of three bytes, so that only the end needs padding.
    private const int Block = 3 * 16 * 1024;

    private readonly byte[] _pending = new byte[Block];
    private readonly byte[] _encoded = new byte[Base64.GetMaxEncodedToUtf8Length(Block)];
    private int _count;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int taken = Math.Min(buffer.Length, Block - _count);
            buffer[..taken].CopyTo(_pending.AsSpan(_count));
            _count += taken;
            buffer = buffer[taken..];
            if (_count == Block)
                Encode();
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        // Less than a block waits for its neighbours: padding stands only at the end.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && _count > 0)
            Encode();
        base.Dispose(disposing);
    }

    private void Encode()
    {
        Base64.EncodeToUtf8(_pending.AsSpan(0, _count), _encoded, out _, out int written);
        output.Write(_encoded, 0, written);
        _count = 0;
    }
}
