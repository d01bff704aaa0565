namespace Sonde.Linux.Images;

/// <summary>The process of a bundle.</summary>
internal sealed record BundleProcess(List<string>? Args, List<string>? Env, string? Cwd);
