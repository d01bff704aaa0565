using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Sonde.Linux.Tests.Images;

/// <summary>Writes images for tests: layers from entries, as docker save or as an OCI layout.</summary>
internal sealed class ImageFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sonde-image-");
    private readonly List<byte[]> _layers = [];

    public string Path => System.IO.Path.Combine(_folder.FullName, "image.tar");

    public string Layout => System.IO.Path.Combine(_folder.FullName, "layout");

    public static byte[] Gzip(byte[] bytes)
    {
        using var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return result.ToArray();
    }

    /// <summary>A zstd frame of raw blocks (RFC 8878): what a compressor writes for what it cannot compress.</summary>
    public static byte[] Zstandard(byte[] bytes)
    {
        const int BlockSize = 100_000;
        using var result = new MemoryStream();
        // Magic; a descriptor with a content size of four bytes and no checksum, and one segment.
        result.Write([0x28, 0xb5, 0x2f, 0xfd, 0xa0]);
        result.Write(BitConverter.GetBytes(bytes.Length));
        for (int at = 0; at < bytes.Length; at += BlockSize)
        {
            int size = Math.Min(BlockSize, bytes.Length - at), header = (size << 3) | (at + size == bytes.Length ? 1 : 0);
            result.Write([(byte)header, (byte)(header >> 8), (byte)(header >> 16)]);
            result.Write(bytes, at, size);
        }

        return result.ToArray();
    }

    /// <summary>A tar of entries: a text is a file, one that begins with <c>-></c> a link, <c>=</c> a hard link, null a folder.</summary>
    public static byte[] Tar(params (string Name, string? Text)[] entries)
    {
        using var result = new MemoryStream();
        using (var tar = new TarWriter(result, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach ((string name, string? text) in entries)
                tar.WriteEntry(Entry(name, text));
        }

        return result.ToArray();
    }

    /// <summary>A tar of files with their bytes.</summary>
    public static byte[] Files(params (string Name, byte[] Bytes)[] files)
    {
        using var result = new MemoryStream();
        using (var tar = new TarWriter(result, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes), Mode = (UnixFileMode)0b111_101_101 });
        }

        return result.ToArray();
    }

    public ImageFile Layer(byte[] layer)
    {
        _layers.Add(layer);
        return this;
    }

    /// <summary>Writes what docker save writes.</summary>
    public string Save(string command = """{"Cmd":["/app"]}""")
    {
        (string, byte[])[] files =
        [
            ("manifest.json", Encoding.UTF8.GetBytes(
                $$"""[{"Config":"config.json","RepoTags":["shop/app:1"],"Layers":[{{string.Join(',', _layers.Select((_, i) => $"\"{i}/layer.tar\""))}}]}]""")),
            ("config.json", Config(command)),
            .. _layers.Select((layer, i) => ($"{i}/layer.tar", layer)),
        ];
        File.WriteAllBytes(Path, Files(files));
        return Path;
    }

    /// <summary>Writes an OCI layout as a folder.</summary>
    public string SaveLayout(string command = """{"Cmd":["/app"]}""")
    {
        string config = Blob(Config(command));
        string layers = string.Join(',', _layers.Select(layer => "{\"digest\":\"" + Blob(layer) + "\"}"));
        string manifest = Blob(Encoding.UTF8.GetBytes("{\"config\":{\"digest\":\"" + config + "\"},\"layers\":[" + layers + "]}"));
        File.WriteAllText(System.IO.Path.Combine(Layout, "index.json"), "{\"manifests\":[{\"digest\":\"" + manifest + "\",\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}}]}");
        return Layout;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static byte[] Config(string command) => Encoding.UTF8.GetBytes("{\"os\":\"linux\",\"architecture\":\"amd64\",\"config\":" + command + "}");

    private static PaxTarEntry Entry(string name, string? text) => text switch
    {
        null => new PaxTarEntry(TarEntryType.Directory, name),
        ['-', '>', ..] => new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = text[2..] },
        ['=', ..] => new PaxTarEntry(TarEntryType.HardLink, name) { LinkName = text[1..] },
        _ => new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) },
    };

    private string Blob(byte[] bytes)
    {
        string digest = Convert.ToHexStringLower(SHA256.HashData(bytes)), folder = System.IO.Path.Combine(Layout, "blobs", "sha256");
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(System.IO.Path.Combine(folder, digest), bytes);
        return $"sha256:{digest}";
    }
}
