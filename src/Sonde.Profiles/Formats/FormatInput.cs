using System.IO.Compression;

namespace Sonde.Profiles.Formats;

/// <summary>Brings a file's content into memory, decompressed.</summary>
internal static class FormatInput
{
    /// <summary>
    /// Longest content, decompressed: a gzip file of 1 MB can claim 1 GB, and a collector's files stay far below this.
    /// </summary>
    public const int MaxLength = 1 << 30;

    private const int FirstBuffer = 64 * 1024;

    /// <summary>Reads to the end and undoes gzip, also when it was applied more than once in sequence (members).</summary>
    /// <exception cref="ProfileFormatException">The gzip data is damaged, or there is too much of it.</exception>
    public static byte[] ReadAll(Stream input)
    {
        byte[] raw = Drain(input);
        // RFC 1952: ID1 = 0x1f, ID2 = 0x8b, CM = 8 (deflate).
        if (raw is not [0x1f, 0x8b, 8, ..])
            return raw;
        try
        {
            using var gzip = new GZipStream(new MemoryStream(raw, writable: false), CompressionMode.Decompress);
            return Drain(gzip);
        }
        catch (InvalidDataException error)
        {
            throw new ProfileFormatException($"the gzip data is damaged: {error.Message}", innerException: error);
        }
    }

    private static byte[] Drain(Stream input)
    {
        var buffer = new byte[FirstBuffer];
        int length = 0;
        while (true)
        {
            int read = input.Read(buffer, length, buffer.Length - length);
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
