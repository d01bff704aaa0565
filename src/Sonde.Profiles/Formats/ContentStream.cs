using System.Buffers.Binary;
using System.IO.Compression;

namespace Sonde.Profiles.Formats;

/// <summary>
/// The content of a file, decompressed, with a look ahead at its first bytes. Forward only. Damaged gzip data becomes a
/// <see cref="ProfileFormatException"/>.
/// </summary>
internal sealed class ContentStream : Stream
{
    // The most that deflate can do: 258 bytes in two bits.
    private const int MostCompression = 1032;

    private readonly Stream _source;
    private readonly byte[] _head;
    private readonly int _headLength;
    private int _position;

    private ContentStream(Stream source, bool isCompressed, long likelyLength)
    {
        _source = source;
        (IsCompressed, LikelyLength) = (isCompressed, likelyLength);
        _head = new byte[ProfileFormats.HeadLength];
        _headLength = ReadHead();
    }

    /// <summary>The first bytes, up to <see cref="ProfileFormats.HeadLength"/>.</summary>
    public ReadOnlySpan<byte> Head => _head.AsSpan(0, _headLength);

    /// <summary>The file is compressed.</summary>
    public bool IsCompressed { get; }

    /// <summary>How long the content probably is, decompressed; 0 when nothing tells it. A file can lie.</summary>
    public long LikelyLength { get; }

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
        long length = input.CanSeek ? input.Length - input.Position : 0, end = LengthAtEnd(input);
        var raw = new ContentStream(input, isCompressed: false, length);
        // RFC 1952: ID1 = 0x1f, ID2 = 0x8b, CM = 8 (deflate).
        return raw.Head is [0x1f, 0x8b, 8, ..]
            ? new ContentStream(
                new GZipStream(raw, CompressionMode.Decompress), isCompressed: true, Math.Min(end, length * MostCompression))
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

    /// <summary>The length modulo 2^32 of a gzip file's content, which are its last four bytes (RFC 1952, ISIZE).</summary>
    private static long LengthAtEnd(Stream input)
    {
        Span<byte> end = stackalloc byte[sizeof(uint)];
        if (!input.CanSeek || input.Length - input.Position < end.Length)
            return 0;
        long start = input.Position;
        input.Position = input.Length - end.Length;
        input.ReadExactly(end);
        input.Position = start;
        return BinaryPrimitives.ReadUInt32LittleEndian(end);
    }

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
