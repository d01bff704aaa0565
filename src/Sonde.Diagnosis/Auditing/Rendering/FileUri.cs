namespace Sonde.Diagnosis.Auditing.Rendering;

/// <summary>Names of files as formats of other tools want them.</summary>
internal static class FileUri
{
    /// <summary>
    /// A relative URI below the current folder, which code scanning takes as relative to the repository; an absolute one for a
    /// file elsewhere.
    /// </summary>
    public static string Of(string file)
    {
        string path = Relative(file);
        return path.StartsWith('/') ? new Uri(path).AbsoluteUri : string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
    }

    /// <summary>The path below the current folder; as it is for a file elsewhere.</summary>
    public static string Relative(string file)
    {
        string path = Path.IsPathRooted(file) && Path.GetRelativePath(Environment.CurrentDirectory, file) is { } below && !below.StartsWith("..", StringComparison.Ordinal) ? below : file;
        while (path.StartsWith("./", StringComparison.Ordinal))
            path = path[2..];
        return path;
    }
}
