namespace Sonde.Cli.Input;

/// <summary>Finds the source files that a profile names: where it says, else below given folders.</summary>
/// <param name="folders">Folders to look in; a path may stand there in full or without its first parts.</param>
internal sealed class SourceFiles(IReadOnlyList<string> folders)
{
    // No source that a person reads is longer.
    private const long LongestFile = 16 << 20;

    private readonly Dictionary<string, string[]?> _files = new(StringComparer.Ordinal);

    /// <summary>The lines of a file; null when it is not found or cannot be read.</summary>
    public IReadOnlyList<string>? Find(string path)
    {
        if (path.Length == 0)
            return null;
        if (!_files.TryGetValue(path, out string[]? lines))
            _files[path] = lines = Candidates(LocalPath(path)).Select(Load).FirstOrDefault(found => found is not null);
        return lines;
    }

    /// <summary>Node names its modules by URL.</summary>
    private static string LocalPath(string path) =>
        path.StartsWith("file:///", StringComparison.Ordinal) && Uri.TryCreate(path, UriKind.Absolute, out Uri? url) ? url.LocalPath : path;

    private IEnumerable<string> Candidates(string path)
    {
        foreach (string folder in folders)
        {
            string rest = path.TrimStart('/');
            while (true)
            {
                yield return Path.Combine(folder, rest);
                int slash = rest.IndexOf('/', StringComparison.Ordinal);
                if (slash < 0)
                    break;
                rest = rest[(slash + 1)..];
            }
        }

        // A relative path says nothing about where it starts; the folder we are in is the best guess.
        yield return path;
    }

    private static string[]? Load(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.Length <= LongestFile ? File.ReadAllLines(path) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
