namespace Sonde.Linux.Elf;

/// <summary>An ELF image that is already in memory.</summary>
internal sealed class MemoryImage(ReadOnlyMemory<byte> bytes) : ByteImage
{
    public override ulong Length => (ulong)bytes.Length;

    public override int Read(ulong offset, Span<byte> buffer)
    {
        if (offset >= (ulong)bytes.Length)
            return 0;
        ReadOnlySpan<byte> rest = bytes.Span[(int)offset..];
        int count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        return count;
    }

    public override void Dispose()
    {
    }
}
