using Sonde.Linux.Namespaces;
using Sonde.Linux.Procfs;

namespace Sonde.Linux.Containers;

/// <summary>
/// What a container has written over its image: the files of its overlay's upper folder (Documentation/filesystems/overlayfs.rst). Nothing
/// of the container's own file system is touched.
/// </summary>
public sealed class OverlayChanges
{
    private readonly string _upper;
    private readonly string[] _lower;

    private OverlayChanges(string upper, string[] lower) => (_upper, _lower) = (upper, lower);

    /// <summary>The upper folder on this machine.</summary>
    public string UpperFolder => _upper;

    /// <summary>Finds the overlay of a container's root; null when its root is none.</summary>
    /// <param name="mountInfo">The lines of its first process's <c>mountinfo</c>.</param>
    public static OverlayChanges? Find(IEnumerable<string> mountInfo)
    {
        OverlayChanges? found = null;
        foreach (string line in mountInfo)
        {
            int separator = line.IndexOf(" - overlay ", StringComparison.Ordinal);
            string[] fields = line.Split(' ');
            if (separator < 0 || fields.Length < 5 || fields[4] != "/")
                continue;
            // - overlay SOURCE OPTIONS; the last mount on / is the one that is seen.
            string[] options = [.. line[separator..].Split(' ')[^1].Split(',').Select(MountInfoText.Unescape)];
            string? upper = options.FirstOrDefault(option => option.StartsWith("upperdir=", StringComparison.Ordinal))?["upperdir=".Length..];
            string[] lower =
            [
                .. options.Where(option => option.StartsWith("lowerdir=", StringComparison.Ordinal)).SelectMany(option => option["lowerdir=".Length..].Split(':')),
                .. options.Where(option => option.StartsWith("lowerdir+=", StringComparison.Ordinal)).Select(option => option["lowerdir+=".Length..]),
            ];
            found = upper is null ? null : new OverlayChanges(upper, [.. lower.Where(path => path.Length > 0).Select(path => Absolute(upper, path))]);
        }

        return found;
    }

    /// <summary>Whether the upper folder can be seen from here: in a pod it cannot.</summary>
    public bool IsVisible => Directory.Exists(_upper);

    /// <summary>The changes; a folder that is only there for what is in it is none.</summary>
    /// <param name="most">Ends the walk after so many paths.</param>
    public IEnumerable<ImageChange> Walk(int most)
    {
        var pending = new Stack<string>([""]);
        int seen = 0;
        while (pending.TryPop(out string? folder))
        {
            foreach (string entry in Entries(_upper + folder))
            {
                if (++seen > most)
                    yield break;
                string inside = entry[_upper.Length..];
                if (PathStatus.TryRead(entry) is not { } status)
                    continue;
                if (status.IsWhiteout)
                {
                    yield return new ImageChange(inside, ImageChangeKind.Deleted, 0);
                    continue;
                }

                bool isThere = IsBelow(inside);
                if (status.IsFolder)
                {
                    if (!isThere)
                        yield return new ImageChange(inside + "/", ImageChangeKind.Added, status.Allocated);
                    else if (PathStatus.IsOpaque(entry))
                        yield return new ImageChange(inside + "/", ImageChangeKind.Deleted, 0);
                    pending.Push(inside);
                    continue;
                }

                yield return new ImageChange(inside, isThere ? ImageChangeKind.Changed : ImageChangeKind.Added, status.Allocated);
            }
        }
    }

    /// <summary>Docker writes short relative names, which lie beside the folder of the layer: <c>overlay2/l/ABC</c>.</summary>
    private static string Absolute(string upper, string path) =>
        path.StartsWith('/') ? path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(upper)) ?? "/", path));

    private static string[] Entries(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return []; // removed meanwhile
        }
    }

    /// <summary>The topmost image layer that has the path decides.</summary>
    private bool IsBelow(string inside)
    {
        foreach (string layer in _lower)
        {
            if (PathStatus.TryRead(layer + inside) is { } status)
                return !status.IsWhiteout;
        }

        return false;
    }
}
