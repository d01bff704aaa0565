using Sonde.Linux.Namespaces;

namespace Sonde.Linux.Images;

/// <summary>An image in a folder; nothing outside of it is opened.</summary>
internal sealed class FolderBlobs(string folder) : ImageBlobs
{
    private readonly RootFolder _root = new(Path.GetFullPath(folder));

    /// <inheritdoc/>
    public override Stream? TryOpen(string name) => _root.TryOpen(name) is { } file ? new FileStream(file, FileAccess.Read) : null;

    /// <inheritdoc/>
    public override void Dispose()
    {
    }
}
