using Sonde.Diagnosis.Sources;

namespace Sonde.Diagnosis.Auditing.Manifests;

/// <summary>What of a folder is manifests.</summary>
/// <param name="Files">Files of objects, and texts that kubectl may have printed.</param>
/// <param name="Charts">Helm charts, whose templates have to be rendered first.</param>
internal sealed record ManifestFolder(IReadOnlyList<string> Files, IReadOnlyList<string> Charts)
{
    // Deeper is no folder of manifests but a loop of links.
    private const int MostDepth = 16;

    /// <summary>Goes through a folder and those in it; hidden ones and those of package managers are left out.</summary>
    public static ManifestFolder List(string root)
    {
        List<string> files = [], charts = [];
        var open = new Stack<(string Path, int Depth)>([(root, 0)]);
        while (open.TryPop(out (string Path, int Depth) folder))
        {
            if (File.Exists(Path.Combine(folder.Path, "Chart.yaml")))
            {
                charts.Add(folder.Path);
                continue;
            }

            files.AddRange(Directory.EnumerateFiles(folder.Path).Where(file =>
                ObjectFiles.IsObjectFile(file) || (ObjectFiles.IsTextFile(file) && !file.Contains("/logs/", StringComparison.Ordinal))));
            if (folder.Depth == MostDepth)
                continue;
            foreach (string inner in Directory.EnumerateDirectories(folder.Path, "*", new EnumerationOptions { AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint }))
            {
                if (Path.GetFileName(inner) is { } name && !name.StartsWith('.') && name is not ("node_modules" or "vendor"))
                    open.Push((inner, folder.Depth + 1));
            }
        }

        files.Sort(StringComparer.Ordinal);
        charts.Sort(StringComparer.Ordinal);
        return new ManifestFolder(files, charts);
    }
}
