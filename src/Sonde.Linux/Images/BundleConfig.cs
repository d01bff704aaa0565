namespace Sonde.Linux.Images;

/// <summary>What is used of a bundle's <c>config.json</c> (OCI runtime specification, config.md).</summary>
internal sealed record BundleConfig(BundleProcess? Process);
