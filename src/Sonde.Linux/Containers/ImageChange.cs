namespace Sonde.Linux.Containers;

/// <summary>A path that a container has changed against its image.</summary>
/// <param name="Path">The path as the container sees it.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Bytes">What it takes on the disk.</param>
public readonly record struct ImageChange(string Path, ImageChangeKind Kind, long Bytes);
