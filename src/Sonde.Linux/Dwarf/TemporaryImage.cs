using Microsoft.Win32.SafeHandles;
using Sonde.Linux.Elf;

namespace Sonde.Linux.Dwarf;

/// <summary>A large decompressed section in a nameless temporary file of this program: memory is for the target.</summary>
internal sealed class TemporaryImage : ByteImage
{
    private readonly SafeFileHandle _handle;

    private TemporaryImage(SafeFileHandle handle, ulong length)
    {
        _handle = handle;
        Length = length;
    }

    public override ulong Length { get; }

    /// <summary>Copies a stream into a temporary file.</summary>
    /// <exception cref="IOException">The folder for temporary files cannot be written, or is full.</exception>
    public static TemporaryImage Create(Stream content, ulong length)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        SafeFileHandle handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        File.Delete(path);
        try
        {
            var buffer = new byte[64 * 1024];
            ulong written = 0;
            int read;
            while (written < length && (read = content.Read(buffer)) > 0)
            {
                RandomAccess.Write(handle, buffer.AsSpan(0, read), (long)written);
                written += (ulong)read;
            }

            return new TemporaryImage(handle, written);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public override int Read(ulong offset, Span<byte> buffer) =>
        offset >= Length ? 0 : RandomAccess.Read(_handle, buffer, (long)offset);

    public override void Dispose() => _handle.Dispose();
}
