using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Sources;

namespace Sonde.Diagnosis.Auditing.Manifests;

/// <summary>
/// Objects that somebody wrote or that a tool rendered, with the lines they stand on. What is a recording of a cluster is
/// left to the source that knows it.
/// </summary>
public sealed class ManifestSource : IClusterSource
{
    private const string StandardInput = "standard input";

    private readonly string _path;
    private readonly Func<Stream> _input;
    private readonly TimeProvider? _clock;
    private readonly ManifestSet _set;

    private ManifestSource(string path, Func<Stream> input, TimeProvider? clock, ManifestSet set)
    {
        _path = path;
        _input = input;
        _clock = clock;
        _set = set;
    }

    /// <summary>The source behind a path.</summary>
    /// <param name="path">A file, a folder, or <c>-</c> for standard input.</param>
    /// <param name="standardInput">Standard input.</param>
    /// <param name="clock">Tells when standard input was read; null when that is not to be used.</param>
    /// <param name="set">Takes the objects with their places.</param>
    /// <exception cref="DiagnosisException">There is nothing at that path.</exception>
    public static IClusterSource Open(string path, Func<Stream> standardInput, TimeProvider? clock, ManifestSet set)
    {
        if (path != "-" && FileSource.Open(path, standardInput, clock) is var source and not FileSource)
            return new SeenSource(source, set);
        return new ManifestSource(path, standardInput, clock, set);
    }

    /// <inheritdoc/>
    public async Task ReadAsync(ClusterBuilder builder, CancellationToken cancellation)
    {
        var reader = new ManifestReader(builder, _set);
        if (_path == "-")
        {
            using var content = new MemoryStream();
            await _input().CopyToAsync(content, cancellation);
            Read(content.ToArray(), StandardInput, builder, reader, _clock?.GetUtcNow());
            return;
        }

        if (!Directory.Exists(_path))
        {
            Read(await ReadFileAsync(_path, cancellation), _path, builder, reader, File.GetLastWriteTimeUtc(_path));
            return;
        }

        var folder = ManifestFolder.List(_path);
        foreach (string chart in folder.Charts)
            builder.AddBlindSpot(chart, $"is a Helm chart, which is no manifest yet: helm template {chart} | sonde audit -f -");
        foreach (string file in folder.Files)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                Read(await ReadFileAsync(file, cancellation), file, builder, reader, File.GetLastWriteTimeUtc(file));
            }
            catch (DiagnosisException exception)
            {
                // One of many: the others are still worth an answer.
                string text = exception.Message;
                builder.AddBlindSpot(file, text.StartsWith(file, StringComparison.Ordinal) ? text[file.Length..].TrimStart(':') : text);
            }
        }

        string logs = Path.Combine(_path, "logs");
        if (Directory.Exists(logs))
            builder.AddLogs(new FolderLogs(logs));
    }

    private void Read(byte[] content, string file, ClusterBuilder builder, ManifestReader reader, DateTimeOffset? saved)
    {
        if (ObjectFiles.IsManifest(content, file))
        {
            reader.Read(content, file);
            return;
        }

        int texts = builder.Texts.Files.Count;
        builder.ObjectSeen = _set.See;
        ObjectFiles.Read(content, file, builder, saved: saved);
        builder.ObjectSeen = null;
        if (builder.Texts.Files.Count > texts)
            builder.AddBlindSpot(file, SeenSource.TextIsNoManifest);
    }

    private static async Task<byte[]> ReadFileAsync(string file, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllBytesAsync(file, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DiagnosisException($"{file}: cannot be read: {exception.Message.TrimEnd('.')}", exception);
        }
    }
}
