using System.Buffers.Binary;
using Sonde.Linux.Compression;

namespace Sonde.Linux.PerfData;

/// <summary>
/// Takes records out of compressed ones. The compressed data of a recording is one stream: a record's end can come with the next
/// piece.
/// </summary>
internal sealed class PerfDataUnpacker
{
    private readonly ZstandardDecoder _decoder = new();
    private byte[] _packed = new byte[64 * 1024];
    private byte[] _bytes = new byte[256 * 1024];
    private int _packedLength, _start, _end;

    /// <summary>Adds a piece of compressed data.</summary>
    /// <exception cref="PerfDataException">It is damaged.</exception>
    public void Add(ReadOnlySpan<byte> packed, long offset)
    {
        Append(ref _packed, ref _packedLength, packed);
        int at = 0;
        try
        {
            while (_decoder.Decode(_packed.AsSpan(at, _packedLength - at), out ReadOnlySpan<byte> output) is > 0 and var used)
            {
                at += used;
                _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
                (_start, _end) = (0, _end - _start);
                Append(ref _bytes, ref _end, output);
            }
        }
        catch (InvalidDataException error)
        {
            throw new PerfDataException($"the compressed records are damaged: {error.Message}", offset);
        }

        _packed.AsSpan(at, _packedLength - at).CopyTo(_packed);
        _packedLength -= at;
    }

    /// <summary>Takes the next whole record; false when there is none. Valid until the next piece is added.</summary>
    public bool TryTake(out ReadOnlySpan<byte> record)
    {
        record = [];
        if (_end - _start < PerfDataLayout.HeaderLength)
            return false;
        int size = BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(_start + 6));
        if (size < PerfDataLayout.HeaderLength)
        {
            _start = _end; // damaged: what follows cannot be told apart
            return false;
        }

        if (_end - _start < size)
            return false;
        record = _bytes.AsSpan(_start, size);
        _start += size;
        return true;
    }

    private static void Append(ref byte[] buffer, ref int length, ReadOnlySpan<byte> bytes)
    {
        if (buffer.Length - length < bytes.Length)
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, length + bytes.Length));
        bytes.CopyTo(buffer.AsSpan(length));
        length += bytes.Length;
    }
}
