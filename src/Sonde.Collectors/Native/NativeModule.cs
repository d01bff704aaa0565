using Sonde.Linux.Elf;
using Sonde.Linux.Symbols;

namespace Sonde.Collectors.Native;

/// <summary>A file (or what stands in for one) that code was mapped from. The file stays open until the profile is written.</summary>
internal sealed class NativeModule(string path, ElfFile? file, Func<ElfFile, ModuleSymbols>? open = null) : IDisposable
{
    private ModuleSymbols? _symbols;

    /// <summary>Path as the target sees it, or a name in brackets.</summary>
    public string Path { get; } = path;

    /// <summary>The file; null when it could not be opened or there is none.</summary>
    public ElfFile? File { get; } = file;

    /// <summary>Code of no file: made by a just-in-time compiler, most likely.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>What is known about its code, opened when it is first asked for; null without a file.</summary>
    public ModuleSymbols? Symbols => _symbols ??= File is { } elf ? open?.Invoke(elf) : null;

    /// <summary>Gives back what the symbols take; they are opened again when they are asked for.</summary>
    public void ReleaseSymbols()
    {
        _symbols?.Dispose();
        _symbols = null;
    }

    public void Dispose()
    {
        ReleaseSymbols();
        File?.Dispose();
    }
}
