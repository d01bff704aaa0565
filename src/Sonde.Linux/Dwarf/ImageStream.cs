using Sonde.Linux.Elf;

namespace Sonde.Linux.Dwarf;

/// <summary>A part of an image as a stream, for decompressors.</summary>
internal sealed class ImageStream(ByteImage image, ulong start, ulong length) : Stream
{
    private ulong _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => (long)length;

    public override long Position
    {
        get => (long)_position;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int wanted = (int)Math.Min((ulong)buffer.Length, length - _position);
        int read = wanted == 0 ? 0 : image.Read(start + _position, buffer[..wanted]);
        _position += (ulong)read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
