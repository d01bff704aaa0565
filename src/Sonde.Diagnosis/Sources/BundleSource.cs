using Sonde.Diagnosis.Model;
using Sonde.Diagnosis.Sources.Bundles;

namespace Sonde.Diagnosis.Sources;

/// <summary>
/// What a tool collected of a cluster, in a folder or an archive: <c>kubectl cluster-info dump</c>, must-gather, <c>oc adm inspect</c>, a
/// support bundle. What is in it tells which.
/// </summary>
public sealed class BundleSource : IClusterSource
{
    private readonly IFileTree _tree;
    private readonly IBundleReader? _reader;
    private readonly string _root;

    private BundleSource(IFileTree tree, IBundleReader? reader, string root)
    {
        _tree = tree;
        _reader = reader;
        _root = root;
    }

    /// <summary>The source of a folder or an archive; null when no known tool made it.</summary>
    /// <exception cref="DiagnosisException">It cannot be read.</exception>
    public static BundleSource? Open(string path)
    {
        bool isFolder = Directory.Exists(path);
        if (!isFolder && !ArchiveTree.IsArchive(path))
            return null;
        IFileTree tree = isFolder ? new FolderTree(path) : ArchiveTree.Open(path);
        foreach (IBundleReader reader in BundleReaders.All)
        {
            if (reader.RootOf(tree.Paths) is { } root)
                return new BundleSource(tree, reader, root);
        }

        // Files of objects in an archive are read as those in a folder are.
        return isFolder ? null : new BundleSource(tree, null, "");
    }

    /// <inheritdoc/>
    public Task ReadAsync(ClusterBuilder builder, CancellationToken cancellation)
    {
        var files = new BundleFiles(_tree, _root, builder);
        if (_tree is ArchiveTree { Damage: { } damage })
            builder.AddBlindSpot(_tree.Name, $"is damaged, read as far as it goes: {damage}");
        if (_reader is not null)
        {
            _reader.Read(files, builder);
            return Task.CompletedTask;
        }

        foreach (string path in files.Paths.Where(path => ObjectFiles.IsObjectFile(path) || ObjectFiles.IsTextFile(path)))
        {
            cancellation.ThrowIfCancellationRequested();
            files.AddObjects(path);
        }

        return Task.CompletedTask;
    }
}
