using System.Buffers.Binary;
using System.Text;

namespace Sonde.Places.Framing;

/// <summary>Writes frames: one byte that says what it is, four that say how long (little endian), and the content.</summary>
/// <param name="below">Where they go; stays open.</param>
internal sealed class FrameWriter(Stream below)
{
    /// <summary>Bytes before the content.</summary>
    public const int HeaderSize = 5;

    /// <summary>Longest content.</summary>
    public const int Longest = 64 << 10;

    private readonly byte[] _buffer = new byte[HeaderSize + Longest];
    private int _used;

    /// <summary>A single frame.</summary>
    public static byte[] One(FrameKind kind, ReadOnlySpan<byte> content)
    {
        byte[] frame = new byte[HeaderSize + content.Length];
        Put(frame, kind, content);
        return frame;
    }

    /// <summary>Writes a frame; what is short is sent with what follows.</summary>
    public void Write(FrameKind kind, ReadOnlySpan<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(content.Length, Longest);
        if (_used + HeaderSize + content.Length > _buffer.Length)
            Flush();
        Put(_buffer.AsSpan(_used), kind, content);
        _used += HeaderSize + content.Length;
    }

    /// <summary>Writes a frame of text.</summary>
    public void Write(FrameKind kind, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Write(kind, bytes.AsSpan(0, Math.Min(bytes.Length, Longest)));
    }

    /// <summary>Sends what was written.</summary>
    public void Flush()
    {
        if (_used > 0)
            below.Write(_buffer, 0, _used);
        _used = 0;
        below.Flush();
    }

    private static void Put(Span<byte> to, FrameKind kind, ReadOnlySpan<byte> content)
    {
        to[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(to[1..], content.Length);
        content.CopyTo(to[HeaderSize..]);
    }
}
