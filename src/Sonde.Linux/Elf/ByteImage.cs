namespace Sonde.Linux.Elf;

/// <summary>
/// The bytes of an ELF file, read on demand. Files are read with <c>pread(2)</c> and not mapped: a target can truncate its
/// own file while it is looked at, and touching a mapping beyond the new end would kill this process with SIGBUS.
/// </summary>
internal abstract class ByteImage : IDisposable
{
    /// <summary>Length in bytes when it was opened.</summary>
    public abstract ulong Length { get; }

    /// <summary>Reads up to a buffer's length at an offset; fewer bytes at the end, or when the file has shrunk.</summary>
    public abstract int Read(ulong offset, Span<byte> buffer);

    /// <summary>Reads exactly a buffer's length; false when the image ends before.</summary>
    public bool TryRead(ulong offset, Span<byte> buffer) => Read(offset, buffer) == buffer.Length;

    /// <inheritdoc/>
    public abstract void Dispose();
}
