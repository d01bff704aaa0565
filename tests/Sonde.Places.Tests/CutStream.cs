namespace Sonde.Places.Tests;

/// <summary>A stream that breaks after some bytes.</summary>
internal sealed class CutStream(Stream below, int after) : Stream
{
    private int _left = after;

    public override bool CanRead => false;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        int taken = Math.Min(count, _left);
        below.Write(buffer, offset, taken);
        _left -= taken;
        if (taken < count)
            throw new IOException("cut");
    }

    public override void Flush() => below.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
