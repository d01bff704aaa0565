namespace Sonde.Linux.Images;

/// <summary>What is used of an image's configuration (OCI image specification, config.md).</summary>
internal sealed record ImageConfig(string? Architecture, string? Os, ImageCommand? Config);
