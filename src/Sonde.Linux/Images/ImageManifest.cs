namespace Sonde.Linux.Images;

/// <summary>An index or a manifest (OCI image specification, image-index.md and manifest.md).</summary>
internal sealed record ImageManifest(List<ImageDescriptor>? Manifests, ImageDescriptor? Config, List<ImageDescriptor>? Layers);
