namespace Sonde.Cli.Output;

/// <summary>
/// Writes a result file so that a reader never sees half of it: under a temporary name beside the target, then renamed.
/// A full disk, a signal or a crash leaves an older file as it was.
/// </summary>
internal static class OutputFile
{
    /// <summary>Fails before any work is done when the file clearly cannot be written.</summary>
    /// <exception cref="OutputException">Its folder is missing or may not be written, or it is a folder itself.</exception>
    public static void EnsureWritable(string path)
    {
        if (Directory.Exists(path))
            throw new OutputException($"cannot write {path}: it is a folder: add a file name");
        string folder = FolderOf(path);
        if (!Directory.Exists(folder))
            throw new OutputException($"cannot write {path}: the folder {folder} does not exist: create it first (mkdir -p {folder})");
        string? blocked = IsReplaceable(path)
            ? FileAccessCheck.CanCreateIn(folder)
            : FileAccessCheck.CanWrite(path);
        if (blocked is not null)
            throw new OutputException($"cannot write {path}: {blocked}: choose another place with -o");
    }

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; a symbolic link is followed, a device or pipe is written directly.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="OutputException">It cannot be written; nothing is left behind.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        try
        {
            if (IsReplaceable(path))
                Replace(Resolve(path), write);
            else
                WriteInPlace(path, write);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw OutputException.For(path, cause);
        }
    }

    private static void Replace(string path, Action<Stream> write)
    {
        string temporary = Path.Combine(FolderOf(path), $".{Path.GetFileName(path)}.{Environment.ProcessId}.tmp");
        bool isComplete = false;
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                write(stream);
                // Some file systems tell a full disk only now.
                stream.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && File.Exists(path))
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(path));
            File.Move(temporary, path, overwrite: true);
            isComplete = true;
        }
        finally
        {
            if (!isComplete)
                File.Delete(temporary);
        }
    }

    private static void WriteInPlace(string path, Action<Stream> write)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Write);
        write(stream);
    }

    private static bool IsReplaceable(string path) => FileAccessCheck.IsRegularOrNew(path);

    private static string Resolve(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is null ? path : file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
}
