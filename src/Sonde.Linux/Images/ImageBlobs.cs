namespace Sonde.Linux.Images;

/// <summary>The files of an image, in a tar or in a folder, by name.</summary>
internal abstract class ImageBlobs : IDisposable
{
    /// <summary>Opens a file; null when there is none. It can seek.</summary>
    public abstract Stream? TryOpen(string name);

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Opens what the user named.</summary>
    /// <exception cref="InvalidDataException">It is neither.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ImageBlobs Open(string path) => Directory.Exists(path) ? new FolderBlobs(path) : new TarBlobs(path);

    /// <summary>Reads a small file as a whole; null when there is none.</summary>
    /// <exception cref="InvalidDataException">It is not small.</exception>
    public byte[]? TryRead(string name)
    {
        const int Most = 16 << 20;
        using Stream? stream = TryOpen(name);
        if (stream is null)
            return null;
        if (stream.Length > Most)
            throw new InvalidDataException($"'{name}' is too large for what it should be");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
