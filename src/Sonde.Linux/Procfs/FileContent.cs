using System.Buffers;

namespace Sonde.Linux.Procfs;

/// <summary>The bytes of one small virtual file in a rented buffer, or the error number that stood in the way.</summary>
internal ref struct FileContent : IDisposable
{
    private byte[]? _buffer;
    private int _length;

    /// <summary>0 when the file was read to its end, else the error number.</summary>
    public int Error { get; private set; }

    /// <summary>True when the file was read.</summary>
    public readonly bool Succeeded => Error == 0;

    /// <summary>The content; empty with an error.</summary>
    public readonly ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>Reads a whole file. The size of virtual files is unknown before the end.</summary>
    public static FileContent Read(string path)
    {
        var content = new FileContent();
        int file = NativeFile.Open(path);
        if (file < 0)
        {
            content.Error = -file;
            return content;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(4096);
        int length = 0, read;
        while ((read = NativeFile.Read(file, buffer.AsSpan(length))) > 0)
        {
            length += read;
            if (length == buffer.Length)
            {
                byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
        }

        NativeFile.Close(file);
        content._buffer = buffer;
        if (read < 0)
            content.Error = -read;
        else
            content._length = length;
        return content;
    }

    /// <summary>Returns the buffer.</summary>
    public void Dispose()
    {
        if (_buffer is { } buffer)
            ArrayPool<byte>.Shared.Return(buffer);
        _buffer = null;
        _length = 0;
    }
}
