using System.Formats.Tar;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sonde.Linux.Images;

/// <summary>
/// An image in a file: what docker save writes, or an OCI layout, as a tar or a folder. Its layers are read where they stand; nothing is
/// unpacked to a disk, and no path of it is ever opened here.
/// </summary>
public sealed partial class OciImage : IDisposable
{
    /// <summary>Larger images, and files in them, are a mistake or an attack.</summary>
    private const long MostUnpacked = 64L << 30, MostFile = 512L << 20;

    /// <summary>Programs and libraries are kept while layers are read, as long as they take no more than this: reading a layer again takes its whole length.</summary>
    private const long MostKept = 256L << 20, MostKeptFile = 48L << 20;

    private const int MostIndexes = 4;

    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly ImageBlobs _blobs;
    private readonly string _path;
    private readonly ImageTree _tree = new();
    private readonly List<string> _layers = [];
    private long _kept;

    private OciImage(string path, ImageBlobs blobs)
    {
        _path = path;
        _blobs = blobs;
    }

    /// <summary>Its tag; empty when it has none.</summary>
    public string Name { get; private set; } = "";

    /// <summary>How many images the file holds; the first that fits this machine is the one that is read.</summary>
    public int ImageCount { get; private set; } = 1;

    /// <summary>Operating system and processor by its configuration: <c>linux/amd64</c>.</summary>
    public string Platform { get; private set; } = "";

    /// <summary>What it tells a container to start.</summary>
    public ContainerCommand Command { get; private set; } = new();

    /// <summary>Its layers.</summary>
    public int LayerCount => _layers.Count;

    /// <summary>Sum of its files in all layers, in bytes.</summary>
    public long UnpackedBytes { get; private set; }

    /// <summary>Reads an image.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="cancel">Ends the reading.</param>
    /// <exception cref="TargetException">It is not there, is no image, or is damaged or hostile.</exception>
    public static OciImage Open(string path, CancellationToken cancel = default)
    {
        OciImage? image = null;
        try
        {
            image = new OciImage(path, ImageBlobs.Open(path));
            image.ReadManifest();
            for (int i = 0; i < image._layers.Count; i++)
                image.ReadLayer(i, cancel);
            return image;
        }
        catch (Exception error)
        {
            image?.Dispose();
            throw error switch
            {
                FileNotFoundException or DirectoryNotFoundException => new TargetException(TargetError.NotFound, $"there is no file or folder {path}: FILE in image:FILE is what docker save has written, or an OCI layout"),
                UnauthorizedAccessException => new TargetException(TargetError.PermissionDenied, $"reading {path} is not permitted: run as a user who may, or as root"),
                InvalidDataException or JsonException or IOException or FormatException or ArgumentException or NotSupportedException or OverflowException =>
                    new TargetException(
                        TargetError.Unsupported,
                        $"{path} cannot be read as an image: {error.Message.ReplaceLineEndings(" ")} (expected: docker save, or an OCI layout, as a tar or a folder)"),
                _ => error,
            };
        }
    }

    /// <summary>Whether something is there, after links.</summary>
    public bool Exists(string path) => _tree.Resolve(path) is not null;

    /// <summary>Whether any execute permission is set; false for what is no file.</summary>
    public bool IsExecutable(string path) => _tree.Resolve(path) is { Kind: ImageNodeKind.File } node && (node.Mode & Executable) != 0;

    /// <summary>The content of a file; null when there is no regular file.</summary>
    /// <exception cref="TargetException">The image has changed meanwhile, or the file is too large.</exception>
    public byte[]? TryRead(string path)
    {
        if (_tree.Resolve(path)?.Source is not { } source)
            return null;
        if (source.Bytes is { } kept)
            return kept;
        if (source.Size > MostFile)
            throw new TargetException(TargetError.Unsupported, $"{path} in {_path} has {source.Size >> 20} MiB, more than a program or library has");
        try
        {
            using Stream layer = OpenLayer(source.Layer);
            using var tar = new TarReader(layer);
            TarEntry? entry = tar.GetNextEntry();
            for (long i = 0; entry is not null && i < source.Entry; i++)
                entry = tar.GetNextEntry();
            return entry is null ? null : Content(entry);
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new TargetException(TargetError.Unsupported, $"{_path}: {error.Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _blobs.Dispose();

    private static byte[] Content(TarEntry entry)
    {
        var bytes = new byte[entry.Length];
        entry.DataStream?.ReadExactly(bytes);
        return bytes;
    }

    private void ReadManifest()
    {
        string config;
        if (_blobs.TryRead("manifest.json") is { } saved)
        {
            List<SavedImage> images = JsonSerializer.Deserialize(saved, ImageJson.Default.ListSavedImage) ?? [];
            SavedImage image = images.FirstOrDefault() ?? throw new InvalidDataException("its manifest.json names no image");
            ImageCount = images.Count;
            Name = image.RepoTags?.FirstOrDefault() ?? "";
            config = image.Config ?? "";
            _layers.AddRange(image.Layers ?? []);
        }
        else if (_blobs.TryRead("index.json") is { } index)
        {
            ImageManifest manifest = Choose(JsonSerializer.Deserialize(index, ImageJson.Default.ImageManifest), 0);
            config = BlobPath(manifest.Config);
            _layers.AddRange((manifest.Layers ?? []).Select(BlobPath));
        }
        else
        {
            throw new InvalidDataException("it has neither manifest.json nor index.json");
        }

        ImageConfig settings = _blobs.TryRead(config) is { } bytes && JsonSerializer.Deserialize(bytes, ImageJson.Default.ImageConfig) is { } found
            ? found
            : throw new InvalidDataException($"its configuration '{config}' is missing");
        Platform = $"{settings.Os}/{settings.Architecture}";
        Command = new ContainerCommand
        {
            Words = [.. settings.Config?.Entrypoint ?? [], .. settings.Config?.Cmd ?? []],
            Environment = settings.Config?.Env ?? [],
            Folder = settings.Config?.WorkingDir is { Length: > 0 } folder ? folder : "/",
            StopSignal = settings.Config?.StopSignal ?? "",
            User = settings.Config?.User ?? "",
        };
    }

    /// <summary>Follows indexes to the manifest that is for this machine, else to the first.</summary>
    private ImageManifest Choose(ImageManifest? index, int depth)
    {
        if (index?.Manifests is not { Count: > 0 } choices)
            return index?.Config is not null ? index : throw new InvalidDataException("its index names no image");
        if (depth >= MostIndexes)
            throw new InvalidDataException("its indexes lead to each other");
        string own = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        ImageDescriptor[] images = [.. choices.Where(one => one.Platform is not { Os: "unknown" })]; // attestations have no platform
        ImageDescriptor chosen = images.FirstOrDefault(one => one.Platform is { Os: "linux" } platform && platform.Architecture == own)
            ?? images.FirstOrDefault() ?? choices[0];
        ImageCount = Math.Max(ImageCount, images.Length);
        if (chosen.Annotations?.GetValueOrDefault("org.opencontainers.image.ref.name") is { Length: > 0 } name)
            Name = name;
        byte[] bytes = _blobs.TryRead(BlobPath(chosen)) ?? throw new InvalidDataException($"its manifest {chosen.Digest} is missing");
        return Choose(JsonSerializer.Deserialize(bytes, ImageJson.Default.ImageManifest), depth + 1);
    }

    /// <summary>The place of a blob in a layout (OCI image specification, image-layout.md).</summary>
    private static string BlobPath(ImageDescriptor? descriptor) => descriptor?.Digest is { } digest && Digest().IsMatch(digest)
        ? $"blobs/{digest.Replace(':', '/')}"
        : throw new InvalidDataException($"'{descriptor?.Digest}' is no digest");

    private Stream OpenLayer(int layer) =>
        LayerStream.Open(_blobs.TryOpen(_layers[layer]) ?? throw new InvalidDataException($"its layer '{_layers[layer]}' is missing"));

    private void ReadLayer(int layer, CancellationToken cancel)
    {
        try
        {
            using Stream stream = OpenLayer(layer);
            using var tar = new TarReader(stream);
            for (long i = 0; tar.GetNextEntry() is { } entry; i++)
            {
                cancel.ThrowIfCancellationRequested();
                UnpackedBytes += Math.Max(0, entry.Length);
                if (UnpackedBytes > MostUnpacked)
                    throw new InvalidDataException($"it unpacks to more than {MostUnpacked >> 30} GiB");
                if (Node(layer, i, entry) is { } node)
                    _tree.Apply(entry.Name, node);
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"layer {layer + 1} of {_layers.Count}: {error.Message}", error);
        }
    }

    private ImageNode? Node(int layer, long index, TarEntry entry) => entry.EntryType switch
    {
        TarEntryType.Directory or TarEntryType.DirectoryList => new ImageNode { Kind = ImageNodeKind.Folder, Layer = layer, Mode = entry.Mode },
        TarEntryType.SymbolicLink => new ImageNode { Kind = ImageNodeKind.Link, Layer = layer, Target = entry.LinkName },
        TarEntryType.HardLink => _tree.FindExactly(entry.LinkName) is { Kind: ImageNodeKind.File } same
            ? new ImageNode { Kind = ImageNodeKind.File, Layer = layer, Mode = same.Mode, Source = same.Source }
            : null,
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile => new ImageNode
        {
            Kind = ImageNodeKind.File,
            Layer = layer,
            Mode = entry.Mode,
            Source = new ImageContent(layer, index, entry.Length, Keep(entry)),
        },
        TarEntryType.BlockDevice or TarEntryType.CharacterDevice or TarEntryType.Fifo => new ImageNode { Kind = ImageNodeKind.Other, Layer = layer },
        _ => null,
    };

    private byte[]? Keep(TarEntry entry)
    {
        bool wanted = (entry.Mode & Executable) != 0 || entry.Name.Contains(".so", StringComparison.Ordinal);
        if (!wanted || entry.Length > MostKeptFile || _kept + entry.Length > MostKept)
            return null;
        _kept += entry.Length;
        return Content(entry);
    }

    [GeneratedRegex("^sha(256|512):[0-9a-f]{64,128}$", RegexOptions.ExplicitCapture)]
    private static partial Regex Digest();
}
