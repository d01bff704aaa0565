using System.Buffers.Binary;
using System.Globalization;

namespace Sonde.Linux.PerfData;

/// <summary>Reads a stream forwards through a buffer, a record at a time.</summary>
/// <param name="stream">The file, at its current position.</param>
/// <param name="offset">Offset of that position in the file, for messages.</param>
/// <param name="length">Bytes from there on; null for all that there are.</param>
internal sealed class PerfDataInput(Stream stream, long offset, long? length)
{
    private const int BufferLength = 256 * 1024;

    private readonly byte[] _buffer = new byte[BufferLength];
    private long _left = length ?? long.MaxValue;
    private long _base = offset;
    private int _start, _end;

    /// <summary>Offset of the next byte.</summary>
    public long Offset => _base + _start;

    /// <summary>The last record is missing its end, in a recording whose length is not told.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The next record with its header; empty at the end. Valid until the next call.</summary>
    /// <exception cref="PerfDataException">It is cut, or has an impossible length.</exception>
    public ReadOnlySpan<byte> ReadRecord()
    {
        if (!Fill(PerfDataLayout.HeaderLength))
            return End(PerfDataLayout.HeaderLength);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(_buffer.AsSpan(_start + 6));
        if (size < PerfDataLayout.HeaderLength)
            throw new PerfDataException(string.Create(CultureInfo.InvariantCulture, $"expected a record of at least 8 bytes, found {size}"), Offset);
        return Fill(size) ? Take(size) : End(size);
    }

    /// <summary>Up to so many of the next bytes, at most what the buffer holds. Valid until the next call.</summary>
    public ReadOnlySpan<byte> ReadBytes(long count)
    {
        if (_start == _end)
            Fill(1);
        return Take((int)Math.Min(count, _end - _start));
    }

    /// <summary>Passes over bytes.</summary>
    /// <exception cref="PerfDataException">The file ends before.</exception>
    public void Skip(ulong count)
    {
        while (count > 0)
        {
            int skipped = ReadBytes((long)Math.Min(count, BufferLength)).Length;
            if (skipped == 0)
                throw new PerfDataException(string.Create(CultureInfo.InvariantCulture, $"expected {count} bytes more, the file ends"), Offset);
            count -= (ulong)skipped;
        }
    }

    private ReadOnlySpan<byte> End(int wanted)
    {
        if (_start == _end && (length is null || _left == 0))
            return [];
        // perf writes the length at the end: without it, the recording was interrupted, and its last record may be cut.
        IsCut = true;
        return length is null
            ? []
            : throw new PerfDataException(
                string.Create(CultureInfo.InvariantCulture, $"expected a record of {wanted} bytes, the file ends after {_end - _start}: it is cut"), Offset);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> taken = _buffer.AsSpan(_start, count);
        _start += count;
        return taken;
    }

    private bool Fill(int wanted)
    {
        if (_end - _start >= wanted)
            return true;
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _base += _start;
        (_start, _end) = (0, _end - _start);
        while (_end < wanted)
        {
            int read = stream.Read(_buffer.AsSpan(_end, (int)Math.Min(BufferLength - _end, _left)));
            if (read == 0)
                return false;
            _end += read;
            _left -= read;
        }

        return true;
    }
}
