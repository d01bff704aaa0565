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
        Stream content = ContentStream.Open(input);
        var buffer = new byte[FirstBuffer];
        int length = 0;
        while (true)
        {
            int read = content.Read(buffer, length, buffer.Length - length);
            if (read == 0)
                break;
            length += read;
            if (length > MaxLength)
                throw new ProfileFormatException($"the content is longer than {MaxLength >> 20} MiB, which no profile needs");
            if (length == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
        }

        Array.Resize(ref buffer, length);
        return buffer;
    }
}
