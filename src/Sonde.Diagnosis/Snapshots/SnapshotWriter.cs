using System.Buffers;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Model.Logs;
using Sonde.Diagnosis.Reading;

namespace Sonde.Diagnosis.Snapshots;

/// <summary>
/// Writes a snapshot: a tar.gz with <c>manifest.json</c>, <c>objects.json</c> (one object a line) and
/// <c>logs/NAMESPACE/POD/CONTAINER[.previous].log</c>. Objects wait in memory, packed, until their names are known.
/// </summary>
public sealed class SnapshotWriter : IDisposable
{
    private readonly bool _redacts;
    private readonly MemoryStream _objects = new();
    private readonly GZipStream _packed;
    private readonly List<ObjectRef> _names = [];
    private readonly HashSet<ObjectRef> _forgotten = [];
    private readonly List<(LogRequest Request, IReadOnlyList<string> Lines)> _logs = [];

    /// <summary>Begins a snapshot.</summary>
    /// <param name="redacts">Replace names and addresses.</param>
    public SnapshotWriter(bool redacts)
    {
        _redacts = redacts;
        _packed = new GZipStream(_objects, CompressionLevel.Fastest, leaveOpen: true);
    }

    /// <summary>How many objects were added.</summary>
    public int Count { get; private set; }

    /// <summary>Adds an object as the API gave it; what must not leave the cluster is taken out.</summary>
    public void Add(JsonElement root)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer))
            SecretFilter.Write(root, writer);
        _packed.Write(buffer.WrittenSpan);
        _packed.WriteByte((byte)'\n');
        Count++;
        if (_redacts)
            _names.Add(NameOf(root));
    }

    /// <summary>Leaves out objects that were added and turned out to be gone.</summary>
    public void Forget(IEnumerable<ObjectRef> gone) => _forgotten.UnionWith(gone);

    /// <summary>Adds a log.</summary>
    public void AddLog(LogRequest request, IReadOnlyList<string> lines) => _logs.Add((request, lines));

    /// <summary>Writes the archive. Nothing can be added afterwards.</summary>
    public void Write(SnapshotManifest manifest, Stream output)
    {
        _packed.Dispose();
        _objects.Position = 0;
        Redactor? redactor = _redacts ? new Redactor(_names) : null;
        using var zipped = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true);
        using var tar = new TarWriter(zipped, TarEntryFormat.Pax, leaveOpen: true);
        string head = JsonSerializer.Serialize(manifest with { IsRedacted = _redacts }, SnapshotJson.Default.SnapshotManifest);
        Put(tar, "manifest.json", new MemoryStream(Encoding.UTF8.GetBytes(redactor?.Redact(head) ?? head)), manifest.CapturedAt);
        using (MemoryStream objects = Unpack(redactor))
            Put(tar, "objects.json", objects, manifest.CapturedAt);
        foreach ((LogRequest request, IReadOnlyList<string> lines) in _logs.OrderBy(log => log.Request.Pod, ObjectRef.Order)
            .ThenBy(log => log.Request.Container, StringComparer.Ordinal).ThenBy(log => log.Request.IsPrevious))
        {
            string path = $"logs/{request.Pod.Namespace}/{request.Pod.Name}/{request.Container}{(request.IsPrevious ? ".previous" : "")}.log";
            string text = string.Join('\n', lines) + "\n";
            Put(tar, redactor?.Redact(path) ?? path, new MemoryStream(Encoding.UTF8.GetBytes(redactor?.Redact(text) ?? text)), manifest.CapturedAt);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _packed.Dispose();
        _objects.Dispose();
    }

    /// <summary>The objects as they go into the archive, whose entries need their length before their content.</summary>
    private MemoryStream Unpack(Redactor? redactor)
    {
        var plain = new MemoryStream();
        using var unpacked = new GZipStream(_objects, CompressionMode.Decompress, leaveOpen: true);
        if (redactor is null && _forgotten.Count == 0)
        {
            unpacked.CopyTo(plain);
        }
        else
        {
            using var reader = new StreamReader(unpacked, Encoding.UTF8);
            while (reader.ReadLine() is { } line)
            {
                if (!IsForgotten(line))
                    plain.Write(Encoding.UTF8.GetBytes((redactor?.Redact(line) ?? line) + "\n"));
            }
        }

        plain.Position = 0;
        return plain;
    }

    private bool IsForgotten(string line)
    {
        if (_forgotten.Count == 0)
            return false;
        using JsonDocument document = JsonDocument.Parse(line);
        return _forgotten.Contains(NameOf(document.RootElement));
    }

    private static ObjectRef NameOf(JsonElement root)
    {
        var field = new Field(root, new ReadContext(), "object");
        return new ObjectRef(field["kind"].Text, field["metadata"]["namespace"].Text, field["metadata"]["name"].Text);
    }

    private static void Put(TarWriter tar, string name, Stream content, DateTimeOffset time) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content, ModificationTime = time });
}
