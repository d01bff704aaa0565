namespace Sonde.Linux.Images;

/// <summary>A path of an image after all layers so far. Hard links are the same <see cref="Source"/> under several names.</summary>
internal sealed class ImageNode
{
    private Dictionary<string, ImageNode>? _children;

    /// <summary>What it is.</summary>
    public required ImageNodeKind Kind { get; init; }

    /// <summary>The layer that made it, or changed it last.</summary>
    public int Layer { get; set; }

    /// <summary>Permission bits.</summary>
    public UnixFileMode Mode { get; set; }

    /// <summary>Where a link leads.</summary>
    public string Target { get; init; } = "";

    /// <summary>Where a file's content stands.</summary>
    public ImageContent? Source { get; init; }

    /// <summary>What is in a folder.</summary>
    public Dictionary<string, ImageNode> Children => _children ??= new Dictionary<string, ImageNode>(StringComparer.Ordinal);

    /// <summary>Removes what layers below one have put into a folder.</summary>
    public void RemoveBelow(int layer)
    {
        foreach ((string name, ImageNode child) in Children.ToArray())
        {
            if (child.Kind == ImageNodeKind.Folder)
                child.RemoveBelow(layer);
            if (child.Layer < layer && (child.Kind != ImageNodeKind.Folder || child.Children.Count == 0))
                Children.Remove(name);
        }
    }
}
