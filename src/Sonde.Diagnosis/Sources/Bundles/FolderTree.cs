namespace Sonde.Diagnosis.Sources.Bundles;

/// <summary>A folder.</summary>
internal sealed class FolderTree(string folder) : IFileTree
{
    public string Name => folder;

    public IReadOnlyList<string> Paths { get; } =
    [
        .. Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 16 })
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];

    public byte[] Read(string path) => File.ReadAllBytes(Path.Combine(folder, path));
}
