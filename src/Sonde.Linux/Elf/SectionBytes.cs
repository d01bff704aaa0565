namespace Sonde.Linux.Elf;

/// <summary>One section's bytes: a part of the file, or its decompressed content.</summary>
/// <param name="Image">Where the bytes are; null for a section that is absent.</param>
/// <param name="Start">Offset of the first byte in the image.</param>
/// <param name="Length">Number of bytes.</param>
internal readonly record struct SectionBytes(ByteImage? Image, ulong Start, ulong Length)
{
    /// <summary>Reads up to a buffer's length; fewer bytes at the end.</summary>
    public int Read(ulong offset, Span<byte> buffer)
    {
        if (Image is null || offset >= Length)
            return 0;
        int wanted = (int)Math.Min((ulong)buffer.Length, Length - offset);
        return Image.Read(Start + offset, buffer[..wanted]);
    }
}
