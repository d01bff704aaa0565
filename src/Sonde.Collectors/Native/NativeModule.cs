using Sonde.Linux.Elf;

namespace Sonde.Collectors.Native;

/// <summary>A file (or what stands in for one) that code was mapped from. The file stays open until the profile is written.</summary>
internal sealed class NativeModule(string path, ElfFile? file) : IDisposable
{
    /// <summary>Path as the target sees it, or a name in brackets.</summary>
    public string Path { get; } = path;

    /// <summary>The file; null when it could not be opened or there is none.</summary>
    public ElfFile? File { get; } = file;

    /// <summary>Code of no file: made by a just-in-time compiler, most likely.</summary>
    public bool IsAnonymous { get; init; }

    public void Dispose() => File?.Dispose();
}
