using System.IO.Compression;

namespace Sonde.Profiles.Formats;

/// <summary>
/// The content of a file, decompressed, with a look ahead at its first bytes. Forward only. Damaged gzip data becomes a
/// <see cref="ProfileFormatException"/>.
/// </summary>
internal sealed class ContentStream : Stream
{
    private readonly Stream _source;
    private readonly byte[] _head;
    private readonly int _headLength;
    private int _position;

    private ContentStream(Stream source, bool isCompressed)
    {
        _source = source;
        IsCompressed = isCompressed;
        _head = new byte[ProfileFormats.HeadLength];
        _headLength = ReadHead();
    }

    /// <summary>The first bytes, up to <see cref="ProfileFormats.HeadLength"/>.</summary>
    public ReadOnlySpan<byte> Head => _head.AsSpan(0, _headLength);

    /// <summary>The file is compressed.</summary>
    public bool IsCompressed { get; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Looks at the start of a stream and undoes gzip.</summary>
    /// <exception cref="ProfileFormatException">The gzip data is damaged.</exception>
    public static ContentStream Open(Stream input)
    {
        if (input is ContentStream content)
            return content;
        var raw = new ContentStream(input, isCompressed: false);
        // RFC 1952: ID1 = 0x1f, ID2 = 0x8b, CM = 8 (deflate).
        return raw.Head is [0x1f, 0x8b, 8, ..]
            ? new ContentStream(new GZipStream(raw, CompressionMode.Decompress), isCompressed: true)
            : raw;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_position == _headLength)
            return ReadSource(buffer);
        int count = Math.Min(buffer.Length, _headLength - _position);
        _head.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int ReadHead()
    {
        int length = 0, read;
        while (length < _head.Length && (read = ReadSource(_head.AsSpan(length))) > 0)
            length += read;
        return length;
    }

    private int ReadSource(Span<byte> buffer)
    {
        try
        {
            return _source.Read(buffer);
        }
        catch (InvalidDataException error) when (IsCompressed)
        {
            throw new ProfileFormatException($"the gzip data is damaged: {error.Message}", innerException: error);
        }
    }
}
