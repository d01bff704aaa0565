using System.Text.Json;

namespace Sonde.Linux.Images;

/// <summary>Reads what a bundle's <c>config.json</c> tells a container to start.</summary>
public static class OciBundleConfig
{
    private const int Most = 16 << 20;

    /// <summary>The command of a <c>config.json</c>; null when there is no such file, or it is none of a bundle.</summary>
    public static ContainerCommand? TryRead(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists || file.Length > Most
                || JsonSerializer.Deserialize(File.ReadAllBytes(path), ImageJson.Default.BundleConfig)?.Process is not { } process)
                return null;
            return new ContainerCommand
            {
                Words = process.Args ?? [],
                Environment = process.Env ?? [],
                Folder = process.Cwd is { Length: > 0 } folder ? folder : "/",
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
