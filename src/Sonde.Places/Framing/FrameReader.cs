using System.Buffers.Binary;

namespace Sonde.Places.Framing;

/// <summary>Reads what <see cref="FrameWriter"/> wrote.</summary>
/// <param name="below">Where they come from; stays open.</param>
internal sealed class FrameReader(Stream below)
{
    private readonly byte[] _header = new byte[FrameWriter.HeaderSize], _content = new byte[FrameWriter.Longest];
    private int _length;

    /// <summary>What the last frame is.</summary>
    public FrameKind Kind => (FrameKind)_header[0];

    /// <summary>Its content; valid until the next read.</summary>
    public ReadOnlySpan<byte> Content => _content.AsSpan(0, _length);

    /// <summary>Reads the next frame; false at the end of the stream.</summary>
    /// <exception cref="PlaceException">What comes are no frames, or the stream ends in one.</exception>
    public bool TryRead()
    {
        int read = below.ReadAtLeast(_header, _header.Length, throwOnEndOfStream: false);
        if (read == 0)
            return false;
        _length = BinaryPrimitives.ReadInt32LittleEndian(_header.AsSpan(1));
        if (read < _header.Length || _length < 0 || _length > FrameWriter.Longest)
            throw Broken();
        if (below.ReadAtLeast(_content.AsSpan(0, _length), _length, throwOnEndOfStream: false) < _length)
            throw Broken();
        return true;
    }

    /// <summary>Reads the next frame.</summary>
    /// <exception cref="PlaceException">There is none.</exception>
    public FrameKind Read() => TryRead() ? Kind : throw new PlaceException("the other side has ended before everything was said");

    private static PlaceException Broken() => new("what came from the other side is no message of Sonde, or was cut off; is it the same version?");
}
