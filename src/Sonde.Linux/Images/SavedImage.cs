namespace Sonde.Linux.Images;

/// <summary>An image in <c>manifest.json</c>, as docker save writes it.</summary>
internal sealed record SavedImage(string? Config, List<string>? RepoTags, List<string>? Layers);
