namespace Sonde.Profiles.Formats;

/// <summary>Brings a file's content into memory, decompressed.</summary>
public static class FormatInput
{
    /// <summary>
    /// Longest content, decompressed: a gzip file of 1 MB can claim 1 GB, and a collector's files stay far below this.
    /// </summary>
    public const int MaxLength = 1 << 30;

    private const int FirstBuffer = 64 * 1024;

    /// <summary>Reads to the end and undoes gzip, also when the file has several members (RFC 1952).</summary>
    /// <exception cref="ProfileFormatException">The gzip data is damaged, or there is too much of it.</exception>
    public static byte[] ReadAll(Stream input)
    {
        ContentStream content = ContentStream.Open(input);
        // Where the length is known, nothing is copied; memory that is not written to costs nothing if it was wrong.
        byte[] buffer = GC.AllocateUninitializedArray<byte>((int)Math.Clamp(content.LikelyLength, FirstBuffer, MaxLength));
        Span<byte> more = stackalloc byte[1];
        int length = 0;
        while (true)
        {
            if (length < buffer.Length)
            {
                int read = content.Read(buffer, length, buffer.Length - length);
                if (read == 0)
                    break;
                length += read;
                continue;
            }

            if (content.Read(more) == 0)
                break;
            if (length >= MaxLength)
                throw new ProfileFormatException($"the content is longer than {MaxLength >> 20} MiB, which no profile needs");
            Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, MaxLength));
            buffer[length++] = more[0];
        }

        Array.Resize(ref buffer, length);
        return buffer;
    }
}
