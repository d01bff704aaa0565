using Sonde.Diagnosis.Model;

namespace Sonde.Diagnosis.Sources;

/// <summary>Objects in a file, in the files of a folder, or on standard input.</summary>
public sealed class FileSource : IClusterSource
{
    private readonly string _path;
    private readonly Stream? _input;

    private FileSource(string path, Stream? input)
    {
        _path = path;
        _input = input;
    }

    /// <summary>
    /// The source behind a path: a Sonde snapshot (tar.gz), a recording, a file or folder of <c>kubectl get -o json|yaml</c>.
    /// </summary>
    /// <param name="path">The path; <c>-</c> for standard input.</param>
    /// <param name="standardInput">Standard input.</param>
    /// <exception cref="DiagnosisException">There is nothing at that path.</exception>
    public static IClusterSource Open(string path, Func<Stream> standardInput)
    {
        if (path == "-")
            return new FileSource("standard input", standardInput());
        if (Directory.Exists(path))
            return FolderSource.IsRecording(path) ? new FolderSource(path) : new FileSource(path, null);
        if (!File.Exists(path))
            throw new DiagnosisException($"{path} does not exist: -f takes a file, a folder, a snapshot (tar.gz) or -");
        return SnapshotSource.IsSnapshot(path) ? new SnapshotSource(path) : new FileSource(path, null);
    }

    /// <inheritdoc/>
    public async Task ReadAsync(ClusterBuilder builder, CancellationToken cancellation)
    {
        if (_input is not null)
        {
            using var content = new MemoryStream();
            await _input.CopyToAsync(content, cancellation);
            ObjectFiles.Read(content.ToArray(), _path, builder);
            return;
        }

        foreach (string file in Directory.Exists(_path) ? Files(_path) : [_path])
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                ObjectFiles.Read(await File.ReadAllBytesAsync(file, cancellation), file, builder);
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
        .Where(ObjectFiles.IsObjectFile)
        .Order(StringComparer.Ordinal);
}
