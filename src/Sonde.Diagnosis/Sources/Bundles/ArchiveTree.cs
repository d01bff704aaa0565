using System.Formats.Tar;
using System.IO.Compression;

namespace Sonde.Diagnosis.Sources.Bundles;

/// <summary>A tar archive, packed with gzip or not, in memory. One that is damaged is read as far as it goes.</summary>
internal sealed class ArchiveTree : IFileTree
{
    /// <summary>Most that is kept of an archive; a damaged one must not fill the memory.</summary>
    private const long Largest = 2L << 30;

    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    private ArchiveTree(string name) => Name = name;

    public string Name { get; }

    public IReadOnlyList<string> Paths => [.. _files.Keys];

    /// <summary>What ended the reading before the end of the archive; null when nothing did.</summary>
    public string? Damage { get; private set; }

    /// <summary>Whether a file may be an archive: it begins as gzip does, or has tar's magic (POSIX ustar) at byte 257.</summary>
    public static bool IsArchive(string path)
    {
        Span<byte> head = stackalloc byte[262];
        try
        {
            using FileStream file = File.OpenRead(path);
            int read = file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            if (read >= 2 && head[0] == 0x1f && head[1] == 0x8b)
            {
                file.Position = 0;
                using var zipped = new GZipStream(file, CompressionMode.Decompress);
                read = zipped.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
            }

            return read == head.Length && head[257..262].SequenceEqual("ustar"u8);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // The reader of plain files says what is wrong with it.
            return false;
        }
    }

    /// <summary>Unpacks an archive into memory.</summary>
    /// <exception cref="DiagnosisException">It cannot be opened.</exception>
    public static ArchiveTree Open(string path)
    {
        var tree = new ArchiveTree(path);
        try
        {
            using FileStream file = File.OpenRead(path);
            bool isZipped = file.ReadByte() == 0x1f;
            file.Position = 0;
            using Stream plain = isZipped ? new GZipStream(file, CompressionMode.Decompress) : file;
            using var tar = new TarReader(plain);
            tree.ReadAll(tar);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException)
        {
            tree.Damage = exception.Message.TrimEnd('.');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosisException($"cannot read {path}: {exception.Message.TrimEnd('.')}", exception);
        }

        return tree;
    }

    public byte[] Read(string path) => _files[path];

    private void ReadAll(TarReader tar)
    {
        long total = 0;
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null)
                continue;
            total += entry.Length;
            if (total > Largest)
            {
                Damage = "it is larger than 2 GiB when unpacked";
                return;
            }

            var content = new byte[entry.Length];
            entry.DataStream.ReadExactly(content);
            string name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            _files[name] = content;
        }
    }
}
