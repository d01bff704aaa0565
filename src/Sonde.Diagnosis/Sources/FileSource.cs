using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Sources;

/// <summary>Objects in a file, in the files of a folder, or on standard input.</summary>
public sealed class FileSource : IClusterSource
{
    private readonly string _path;
    private readonly Stream? _input;
    private readonly TimeProvider? _clock;

    private FileSource(string path, Stream? input, TimeProvider? clock = null)
    {
        _path = path;
        _input = input;
        _clock = clock;
    }

    /// <summary>
    /// The source behind a path: a Sonde snapshot (tar.gz), a recording, what another tool collected, a file or folder of
    /// <c>kubectl get -o json|yaml</c> or of what kubectl printed.
    /// </summary>
    /// <param name="path">The path; <c>-</c> for standard input.</param>
    /// <param name="standardInput">Standard input.</param>
    /// <param name="clock">
    /// Tells when standard input was read: text that comes straight from kubectl shows ages and no time. Null when that is not to be used.
    /// </param>
    /// <exception cref="DiagnosisException">There is nothing at that path.</exception>
    public static IClusterSource Open(string path, Func<Stream> standardInput, TimeProvider? clock = null)
    {
        if (path == "-")
            return new FileSource("standard input", standardInput(), clock);
        if (Directory.Exists(path))
            return FolderSource.IsRecording(path) ? new FolderSource(path) : BundleSource.Open(path) ?? (IClusterSource)new FileSource(path, null);
        if (!File.Exists(path))
            throw new DiagnosisException($"{path} does not exist: -f takes a file, a folder, a snapshot (tar.gz) or -");
        return SnapshotSource.IsSnapshot(path) ? new SnapshotSource(path) : BundleSource.Open(path) ?? (IClusterSource)new FileSource(path, null);
    }

    /// <inheritdoc/>
    public async Task ReadAsync(ClusterBuilder builder, CancellationToken cancellation)
    {
        if (_input is not null)
        {
            using var content = new MemoryStream();
            await _input.CopyToAsync(content, cancellation);
            ObjectFiles.Read(content.ToArray(), _path, builder, saved: _clock?.GetUtcNow());
            return;
        }

        foreach (string file in Directory.Exists(_path) ? Files(_path) : [_path])
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                ObjectFiles.Read(await File.ReadAllBytesAsync(file, cancellation), file, builder, saved: File.GetLastWriteTimeUtc(file));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                builder.AddBlindSpot(file, $"cannot be read: {exception.Message.TrimEnd('.')}");
            }
        }

        string logs = Path.Combine(_path, "logs");
        if (Directory.Exists(logs))
            builder.AddLogs(new FolderLogs(logs));
    }

    private static IEnumerable<string> Files(string folder) => Directory
        .EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 16 })
        .Where(file => ObjectFiles.IsObjectFile(file) || (ObjectFiles.IsTextFile(file) && !file.Contains("/logs/", StringComparison.Ordinal)))
        .Order(StringComparer.Ordinal);
}
