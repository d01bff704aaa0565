using System.Buffers.Text;

namespace Sonde.Linux.Procfs;

/// <summary>
/// A small file of procfs or a cgroup that stays open and is read again and again: a <c>pread</c> each time, no allocation. Not for
/// several threads at once.
/// </summary>
public sealed class KeptFile : IDisposable
{
    private readonly byte[] _buffer;
    private int _file;

    private KeptFile(int file, int capacity)
    {
        _file = file;
        _buffer = new byte[capacity];
    }

    /// <summary>Opens a file; null when it is not there or may not be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="capacity">Most bytes that are read of it.</param>
    public static KeptFile? TryOpen(string path, int capacity)
    {
        int file = NativeFile.Open(path);
        return file < 0 ? null : new KeptFile(file, capacity);
    }

    /// <summary>The content as it is now, valid until the next call; empty when what it tells of has gone.</summary>
    public ReadOnlySpan<byte> Read()
    {
        int length = 0, read;
        // The kernel gives long files in pieces.
        while (length < _buffer.Length && (read = NativeFile.ReadAt(_file, _buffer.AsSpan(length), length)) > 0)
            length += read;
        return _buffer.AsSpan(0, length);
    }

    /// <summary>The number that the file holds; false when it has gone.</summary>
    public bool TryReadNumber(out long value)
    {
        value = 0;
        // The whole of it comes in one piece.
        int length = NativeFile.ReadAt(_file, _buffer, 0);
        return length > 0 && Utf8Parser.TryParse(_buffer.AsSpan(0, length), out value, out _);
    }

    /// <summary>The numbers that the file begins with, parted by blanks; false when there are fewer or it has gone.</summary>
    /// <param name="values">Takes the numbers.</param>
    /// <param name="skip">Bytes before the first one.</param>
    public bool TryReadNumbers(Span<long> values, int skip = 0)
    {
        int length = NativeFile.ReadAt(_file, _buffer, 0);
        if (length <= skip)
            return false;
        ReadOnlySpan<byte> rest = _buffer.AsSpan(skip, length - skip);
        foreach (ref long value in values)
        {
            if (!Utf8Parser.TryParse(rest, out value, out int used))
                return false;
            rest = rest[used..].TrimStart((byte)' ');
        }

        return true;
    }

    /// <summary>Finds the number behind a key in lines <c>KEY NUMBER</c> or <c>KEY: NUMBER</c>; 0 when there is no such line.</summary>
    /// <param name="text">The lines.</param>
    /// <param name="key">The key with what follows it up to the first blank.</param>
    public static long Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        ReadOnlySpan<byte> rest = text;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            if (line.Length > key.Length && line[key.Length] == (byte)' ' && line.StartsWith(key))
                return Utf8Parser.TryParse(line[key.Length..].TrimStart((byte)' '), out long value, out _) ? value : 0;
        }

        return 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_file >= 0)
            NativeFile.Close(_file);
        _file = -1;
    }
}
