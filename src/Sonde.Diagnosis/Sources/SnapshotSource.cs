using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Snapshots;

namespace Sonde.Diagnosis.Sources;

/// <summary>A snapshot that <see cref="SnapshotWriter"/> wrote.</summary>
public sealed class SnapshotSource(string path) : IClusterSource
{
    private const long LargestEntry = 2L << 30;

    private IReadOnlyList<string> _complete = [];
    private bool _isWhole;

    /// <summary>Whether a file is a gzip archive whose first entry is a manifest.</summary>
    public static bool IsSnapshot(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.ReadByte() != 0x1f || file.ReadByte() != 0x8b)
                return false;
            file.Position = 0;
            using var zipped = new GZipStream(file, CompressionMode.Decompress);
            using var tar = new TarReader(zipped);
            return tar.GetNextEntry() is { Name: "manifest.json" };
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or UnauthorizedAccessException or FormatException)
        {
            // Damaged, or something else that is packed: the reader of plain files says what is wrong with it.
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task ReadAsync(ClusterBuilder builder, CancellationToken cancellation)
    {
        var logs = new MemoryLogs();
        builder.AddLogs(logs);
        try
        {
            await using FileStream file = File.OpenRead(path);
            await using var zipped = new GZipStream(file, CompressionMode.Decompress);
            await using var tar = new TarReader(zipped);
            while (await tar.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
            {
                if (entry.DataStream is null || entry.Length > LargestEntry)
                    continue;
                var content = new byte[entry.Length];
                await entry.DataStream.ReadExactlyAsync(content, cancellation);
                Read(entry.Name, content, builder, logs);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException)
        {
            builder.AddBlindSpot(path, $"is damaged, read as far as it goes: {exception.Message.TrimEnd('.')}");
        }

        // Of an archive that was cut before its objects ended, nothing is known to be absent.
        foreach (string complete in _isWhole ? _complete : [])
        {
            int slash = complete.IndexOf('/');
            builder.DeclareComplete(slash < 0 ? complete : complete[..slash], slash < 0 ? "*" : complete[(slash + 1)..]);
        }
    }

    private void Read(string name, byte[] content, ClusterBuilder builder, MemoryLogs logs)
    {
        if (name == "manifest.json")
            ReadManifest(content, builder);
        else if (name == "objects.json")
            _isWhole = JsonObjects.Read(content, $"{path}:{name}", builder);
        else if (name.Split('/') is ["logs", var space, var pod, var file] && file.EndsWith(".log", StringComparison.Ordinal))
        {
            string container = file[..^".log".Length];
            bool previous = container.EndsWith(".previous", StringComparison.Ordinal);
            if (previous)
                container = container[..^".previous".Length];
            logs.Add(new LogRequest(new ObjectRef("Pod", space, pod), container, previous), LogText.Lines(content));
        }
    }

    private void ReadManifest(byte[] content, ClusterBuilder builder)
    {
        SnapshotManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(content, SnapshotJson.Default.SnapshotManifest);
        }
        catch (JsonException)
        {
            manifest = null;
        }

        if (manifest is null)
        {
            builder.AddBlindSpot(path, "has a damaged manifest: when it was taken, and what of, is unknown");
            return;
        }

        if (manifest.ApiVersion != SnapshotManifest.Version)
            builder.AddBlindSpot(path, $"is of format {manifest.ApiVersion}; this program knows {SnapshotManifest.Version} and reads what it can");
        builder.SetCapturedAt(manifest.CapturedAt);
        builder.ServerVersion = manifest.ServerVersion;
        builder.Namespace = manifest.Namespace;
        // Whoever writes a manifest by hand may leave lists out: the reader makes them null.
        _complete = manifest.Complete ?? [];
        foreach (SnapshotBlindSpot blind in manifest.BlindSpots ?? [])
            builder.AddBlindSpot(blind.What, blind.Why);
    }
}
