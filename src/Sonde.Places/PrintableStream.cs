namespace Sonde.Places;

/// <summary>
/// Passes UTF-8 text on without what a terminal would obey: control characters other than tab and line feed become question marks. What a
/// program in a pod prints is not trusted.
/// </summary>
/// <param name="below">Where the text goes; stays open.</param>
public sealed class PrintableStream(Stream below) : Stream
{
    /// <summary>C1 control characters are this byte and one of 0x80 to 0x9F in UTF-8.</summary>
    private const byte C1Lead = 0xC2;

    private bool _afterLead;

    /// <inheritdoc/>
    public override bool CanRead => false;

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
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        byte[] safe = new byte[buffer.Length];
        for (int i = 0; i < buffer.Length; i++)
        {
            byte one = buffer[i];
            bool isC1 = _afterLead && one is >= 0x80 and <= 0x9F;
            bool isC0 = one is < 0x20 and not (byte)'\n' and not (byte)'\t' or 0x7F;
            // Behind its lead byte, 0xA0 is the first character that is no control character.
            safe[i] = isC1 ? (byte)0xA0 : isC0 ? (byte)'?' : one;
            _afterLead = one == C1Lead;
        }

        below.Write(safe);
        below.Flush();
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() => below.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
