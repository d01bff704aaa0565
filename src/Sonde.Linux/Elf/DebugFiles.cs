using Sonde.Linux.Compression;
using Sonde.Linux.Symbols;

namespace Sonde.Linux.Elf;

/// <summary>
/// Finds the separate debug file of a module: by its build ID, by <c>.gnu_debuglink</c>, in the target's own files and on
/// this machine. A file that does not belong to the module (other build ID, or without one another checksum) is passed over.
/// </summary>
/// <param name="places">
/// The target's and this machine's files, in the order to look: each opens the ELF file at a path as seen there, or returns
/// null. It must not follow links out of the target's root.
/// </param>
/// <param name="elsewhere">Folders on this machine to look in before, and a server to ask after.</param>
public sealed class DebugFiles(IReadOnlyList<Func<string, ElfFile?>> places, SymbolPlaces elsewhere)
{
    private const string SystemFolder = "/usr/lib/debug";
    private const int MinBuildIdLength = 4;

    /// <summary>Looks in this machine's own files only.</summary>
    public static readonly DebugFiles OfThisMachine = new([OpenHere], SymbolPlaces.Standard);

    /// <summary>Opens an ELF file of this machine; null when there is none.</summary>
    public static ElfFile? OpenHere(string path) => ElfFile.TryOpen(path, out ElfFile? file) ? file : null;

    /// <summary>Opens a file with debug information by the path the compiler wrote down; null when there is none.</summary>
    public ElfFile? TryOpen(string path)
    {
        foreach (string folder in elsewhere.Folders)
        {
            if (OpenHere(Path.Combine(folder, path.TrimStart('/'))) is { } moved)
                return moved;
        }

        foreach (Func<string, ElfFile?> place in places)
        {
            if (place(path) is { } file)
                return file;
        }

        return null;
    }

    /// <summary>Finds and opens the debug file of a module; null when there is none.</summary>
    /// <param name="module">The module.</param>
    /// <param name="path">Its path as the target sees it.</param>
    public ElfFile? TryFind(ElfFile module, string path)
    {
        string id = module.BuildId;
        if (id.Length >= MinBuildIdLength)
        {
            foreach (ElfFile candidate in OpenByBuildId($".build-id/{id[..2]}/{id[2..]}.debug"))
            {
                if (Accept(candidate, module, checksum: null))
                    return candidate;
            }
        }

        if (DebugLink.TryRead(module, out DebugLink link))
        {
            foreach (ElfFile candidate in OpenByLink(path, link.FileName))
            {
                if (Accept(candidate, module, link.Checksum))
                    return candidate;
            }
        }

        ElfFile? fetched = id.Length >= MinBuildIdLength ? elsewhere.Server?.TryGetDebugFile(id) : null;
        return fetched is not null && Accept(fetched, module, checksum: null) ? fetched : null;
    }

    private static bool Accept(ElfFile candidate, ElfFile module, uint? checksum)
    {
        bool fits = module.BuildId.Length > 0 && candidate.BuildId.Length > 0
            ? module.BuildId == candidate.BuildId
            : checksum is { } expected && Crc32.Compute(candidate.Image) == expected;
        if (fits && candidate.Machine == module.Machine)
            return true;
        candidate.Dispose();
        return false;
    }

    private IEnumerable<ElfFile> OpenByBuildId(string name)
    {
        foreach (string folder in elsewhere.Folders)
        {
            if (OpenHere(Path.Combine(folder, name)) is { } file)
                yield return file;
        }

        foreach (Func<string, ElfFile?> place in places)
        {
            if (place($"{SystemFolder}/{name}") is { } file)
                yield return file;
        }
    }

    private IEnumerable<ElfFile> OpenByLink(string path, string name)
    {
        string folder = Path.GetDirectoryName(path) ?? "/";
        foreach (string extra in elsewhere.Folders)
        {
            if (OpenHere(Path.Combine(extra, folder.TrimStart('/'), name)) is { } nested)
                yield return nested;
            if (OpenHere(Path.Combine(extra, name)) is { } flat)
                yield return flat;
        }

        foreach (Func<string, ElfFile?> place in places)
        {
            foreach (string candidate in (string[])[$"{folder}/{name}", $"{folder}/.debug/{name}", $"{SystemFolder}{folder}/{name}"])
            {
                if (candidate != path && place(candidate) is { } file)
                    yield return file;
            }
        }
    }
}
