using System.IO.Compression;

namespace Sonde.Profiles.Rendering.Flame;

/// <summary>
/// A column of numbers as variable-length integers: seven bits a byte, the lowest first, the top bit says that more follow.
/// Numbers of one kind stand together, because equal ones compress well.
/// </summary>
internal sealed class PackedColumn
{
    private const int More = 0x80, Bits = 7, LongestNumber = 10, LongestInt = 5;

    private byte[] _bytes = new byte[1024];
    private int _length;

    /// <summary>Appends a number that is not negative.</summary>
    public void Add(int number) => Add((ulong)(uint)number);

    /// <summary>Appends a number.</summary>
    public void Add(ulong number)
    {
        if (_length + LongestNumber > _bytes.Length)
            Array.Resize(ref _bytes, _bytes.Length * 2);
        while (number >= More)
        {
            _bytes[_length++] = (byte)(number | More);
            number >>= Bits;
        }

        _bytes[_length++] = (byte)number;
    }

    /// <summary>Appends a number of either sign: 0, -1, 1, -2, … become 0, 1, 2, 3, ….</summary>
    public void AddSigned(long number) => Add((ulong)((number << 1) ^ (number >> 63)));

    /// <summary>Appends text as UTF-8 without its length.</summary>
    public void AddText(string text)
    {
        int most = System.Text.Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_length + most > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + most));
        _length += System.Text.Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_length));
    }

    /// <summary>Forgets everything.</summary>
    public void Clear() => _length = 0;

    /// <summary>Number of bytes so far.</summary>
    public int Length => _length;

    /// <summary>Writes the column, its length in bytes before it.</summary>
    public void WriteTo(Stream output)
    {
        Span<byte> prefix = stackalloc byte[LongestInt];
        var length = new PackedColumn();
        length.Add(_length);
        length._bytes.AsSpan(0, length._length).CopyTo(prefix);
        output.Write(prefix[..length._length]);
        output.Write(_bytes, 0, _length);
    }

    /// <summary>Compresses columns into one block of raw deflate.</summary>
    public static void WriteAll(Stream output, IEnumerable<PackedColumn> columns, CompressionLevel level)
    {
        using var deflate = new DeflateStream(output, level, leaveOpen: true);
        foreach (PackedColumn column in columns)
            column.WriteTo(deflate);
    }
}
