namespace Sonde.Linux.Images;

/// <summary>A reference to a blob (OCI image specification, descriptor.md).</summary>
internal sealed record ImageDescriptor(string? MediaType, string? Digest, ImagePlatform? Platform, Dictionary<string, string?>? Annotations);
