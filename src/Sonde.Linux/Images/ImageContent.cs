namespace Sonde.Linux.Images;

/// <summary>Where the content of a file of an image stands.</summary>
/// <param name="Layer">Its layer, from 0.</param>
/// <param name="Entry">Its place among the layer's entries, from 0.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="Bytes">The content, when it was kept while the layer was read; null otherwise.</param>
internal sealed record ImageContent(int Layer, long Entry, long Size, byte[]? Bytes);
