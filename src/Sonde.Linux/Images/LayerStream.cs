using System.IO.Compression;
using Sonde.Linux.Compression;

namespace Sonde.Linux.Images;

/// <summary>Opens layers by their content: plain tar, gzip (RFC 1952) or zstd (RFC 8878).</summary>
internal static class LayerStream
{
    private const int MagicLength = 4;

    /// <summary>The tar in a layer.</summary>
    /// <param name="blob">The layer; it can seek.</param>
    public static Stream Open(Stream blob)
    {
        Span<byte> magic = stackalloc byte[MagicLength];
        int length = blob.ReadAtLeast(magic, MagicLength, throwOnEndOfStream: false);
        blob.Position = 0;
        if (magic[..length].StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
            return new GZipStream(blob, CompressionMode.Decompress);
        return magic[..length].SequenceEqual((ReadOnlySpan<byte>)[0x28, 0xb5, 0x2f, 0xfd]) ? new ZstandardStream(blob) : blob;
    }
}
