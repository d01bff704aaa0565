namespace Sonde.Linux.Images;

/// <summary>The machine that an image is for.</summary>
internal sealed record ImagePlatform(string? Architecture, string? Os);
