using System.Runtime.InteropServices;
using System.Text;
using Sonde.Linux.Memory;

namespace Sonde.Collectors.Python;

/// <summary>
/// Reads <c>str</c> objects (Include/cpython/unicodeobject.h): one, two or four bytes a character, behind the header when
/// compact, elsewhere when not.
/// </summary>
internal sealed class TextReader
{
    /// <summary>Longer texts are cut.</summary>
    public const int MaxCharacters = 4096;

    /// <summary>How many bytes from a text's length on are compared later.</summary>
    private const int MaxPiece = 512;

    private readonly ProcessMemory _memory;
    private readonly PythonOffsets _offsets;
    private readonly byte[] _buffer = new byte[(MaxCharacters * sizeof(uint)) + MaxPiece];

    public TextReader(ProcessMemory memory, PythonOffsets offsets)
    {
        _memory = memory;
        _offsets = offsets;
    }

    /// <summary>Reads a text; null when none is there.</summary>
    public PythonText? TryRead(UserAddress address)
    {
        Span<byte> header = stackalloc byte[_offsets.TextData + sizeof(ulong)];
        if (address.IsNull || !_memory.TryRead(address, header))
            return null;
        long length = MemoryMarshal.Read<long>(header[_offsets.TextLength..]);
        uint state = MemoryMarshal.Read<uint>(header[_offsets.TextState..]);
        // struct { interned, kind:3, compact:1, ascii:1, … } state
        state >>= _offsets.TextKindShift;
        int kind = (int)state & 7;
        bool isCompact = (state & 8) != 0, isAscii = (state & 16) != 0;
        if (length is < 0 or > int.MaxValue || kind is not (1 or 2 or 4) || (isAscii && kind != 1))
            return null;
        int dataAt = isAscii ? _offsets.TextAsciiData : _offsets.TextCompactData;
        UserAddress data = isCompact
            ? address + (ulong)dataAt
            : new UserAddress(MemoryMarshal.Read<ulong>(header[_offsets.TextData..]));
        Span<byte> bytes = _buffer.AsSpan(0, (int)Math.Min(length, MaxCharacters) * kind);
        if (!_memory.TryRead(data, bytes))
            return null;
        string value = Decode(bytes, kind);
        return MakePiece(address, dataAt, isCompact ? bytes.Length : 0) is { } piece ? new PythonText(value, piece) : null;
    }

    // From the length on: the length never changes; hash, interning bits and cached encodings may; the characters never do.
    private RemotePiece? MakePiece(UserAddress address, int dataAt, int dataLength)
    {
        UserAddress start = address + (ulong)_offsets.TextLength;
        int before = dataAt - _offsets.TextLength;
        Span<byte> bytes = _buffer.AsSpan(0, Math.Min(before + dataLength, MaxPiece));
        return _memory.TryRead(start, bytes) ? new RemotePiece(start, bytes, sizeof(long), before) : null;
    }

    private static string Decode(ReadOnlySpan<byte> bytes, int kind) => kind switch
    {
        1 => Encoding.Latin1.GetString(bytes),
        // A two-byte string holds no surrogate pairs, but may hold lone surrogates (undecodable file names).
        2 => string.Create(bytes.Length / 2, bytes, static (text, source) => MemoryMarshal.Cast<byte, char>(source).CopyTo(text)),
        _ => Encoding.UTF32.GetString(bytes),
    };
}
