namespace Sonde.Linux.Images;

/// <summary>The file system of an image, layer upon layer, with whiteouts (OCI image specification, layer.md).</summary>
internal sealed class ImageTree
{
    /// <summary>The kernel's own limit of links in one path (MAXSYMLINKS, include/linux/namei.h).</summary>
    private const int MaxLinks = 40;

    /// <summary>More files and deeper folders than this no image has.</summary>
    private const int MostNodes = 3_000_000, DeepestPath = 256;

    private const string Whiteout = ".wh.", Opaque = ".wh..wh..opq";
    private const UnixFileMode FolderMode = (UnixFileMode)0b111_101_101;

    private readonly ImageNode _root = new() { Kind = ImageNodeKind.Folder, Mode = FolderMode };
    private int _nodes;

    /// <summary>Puts an entry of a layer over what is there.</summary>
    /// <param name="path">Its path in the layer.</param>
    /// <param name="node">What it is.</param>
    /// <exception cref="InvalidDataException">The path leads out of the image, or there are too many.</exception>
    public void Apply(string path, ImageNode node)
    {
        string[] parts = Parts(path);
        if (parts.Length == 0)
            return;
        ImageNode folder = _root;
        foreach (string part in parts.AsSpan(..^1))
        {
            if (!folder.Children.TryGetValue(part, out ImageNode? child) || child.Kind != ImageNodeKind.Folder)
            {
                // Some tools leave folders out; a folder in the place of something else replaces it.
                child = new ImageNode { Kind = ImageNodeKind.Folder, Mode = FolderMode, Layer = node.Layer };
                Put(folder, part, child);
            }

            folder = child;
        }

        string name = parts[^1];
        if (name == Opaque)
        {
            folder.RemoveBelow(node.Layer);
        }
        else if (name.StartsWith(Whiteout, StringComparison.Ordinal))
        {
            Remove(folder, name[Whiteout.Length..], node.Layer);
        }
        else if (node.Kind == ImageNodeKind.Folder && folder.Children.TryGetValue(name, out ImageNode? there) && there.Kind == ImageNodeKind.Folder)
        {
            (there.Mode, there.Layer) = (node.Mode, node.Layer);
        }
        else
        {
            Put(folder, name, node);
        }
    }

    /// <summary>The file that a hard link of a layer names; null when there is none.</summary>
    public ImageNode? FindExactly(string path)
    {
        ImageNode? node = _root;
        foreach (string part in Parts(path))
            node = node?.Children.GetValueOrDefault(part);
        return node;
    }

    /// <summary>What a path leads to; links are followed inside the image. Null when there is nothing.</summary>
    public ImageNode? Resolve(string path)
    {
        var pending = new Stack<string>();
        Push(pending, path);
        var above = new Stack<ImageNode>([_root]);
        int links = 0;
        while (pending.TryPop(out string? name))
        {
            if (name == "..")
            {
                if (above.Count > 1)
                    above.Pop();
                continue;
            }

            ImageNode folder = above.Peek();
            if (folder.Kind != ImageNodeKind.Folder || !folder.Children.TryGetValue(name, out ImageNode? next))
                return null;
            if (next.Kind != ImageNodeKind.Link)
            {
                above.Push(next);
                continue;
            }

            if (++links > MaxLinks)
                return null;
            if (next.Target.StartsWith('/'))
                above = new Stack<ImageNode>([_root]);
            Push(pending, next.Target);
        }

        return above.Peek();
    }

    private static void Push(Stack<string> pending, string path)
    {
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            if (part != ".")
                pending.Push(part);
        }
    }

    private static string[] Parts(string path)
    {
        string[] parts = [.. path.Split('/').Where(part => part.Length > 0 && part != ".")];
        if (parts.Contains(".."))
            throw new InvalidDataException($"the path '{path}' leads out of the image");
        return parts.Length <= DeepestPath ? parts : throw new InvalidDataException($"a path is {parts.Length} folders deep");
    }

    private static void Remove(ImageNode folder, string name, int layer)
    {
        if (!folder.Children.TryGetValue(name, out ImageNode? there))
            return;
        // A whiteout hides what is below; the same layer may have put something new there before it.
        if (there.Kind == ImageNodeKind.Folder)
            there.RemoveBelow(layer);
        if (there.Layer < layer && (there.Kind != ImageNodeKind.Folder || there.Children.Count == 0))
            folder.Children.Remove(name);
    }

    private void Put(ImageNode folder, string name, ImageNode node)
    {
        folder.Children[name] = node;
        if (++_nodes > MostNodes)
            throw new InvalidDataException($"it has more than {MostNodes} files");
    }
}
