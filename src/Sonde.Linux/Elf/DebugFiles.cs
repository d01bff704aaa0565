using Sonde.Linux.Compression;

namespace Sonde.Linux.Elf;

/// <summary>
/// Finds the separate debug file of a module: by its build ID, by <c>.gnu_debuglink</c>, in the target's own files and on
/// this machine. A file that does not belong to the module (other build ID, or without one another checksum) is passed over.
/// </summary>
/// <param name="roots">
/// Where the target's and this machine's files are, in the order to look: each turns a path as seen there into one that can
/// be opened here, or null. It must not follow links out of the target's root.
/// </param>
/// <param name="folders">Folders on this machine to look in before, with the layout of <c>/usr/lib/debug</c>.</param>
public sealed class DebugFiles(IReadOnlyList<Func<string, string?>> roots, IReadOnlyList<string> folders)
{
    private const string SystemFolder = "/usr/lib/debug";
    private const int MinBuildIdLength = 4;

    /// <summary>Looks in this machine's own <c>/usr/lib/debug</c> only.</summary>
    public static readonly DebugFiles OfThisMachine = new([static path => path], []);

    /// <summary>Finds and opens the debug file of a module; null when there is none.</summary>
    /// <param name="module">The module.</param>
    /// <param name="path">Its path as the target sees it.</param>
    public ElfFile? TryFind(ElfFile module, string path)
    {
        string id = module.BuildId;
        if (id.Length >= MinBuildIdLength)
        {
            string name = $".build-id/{id[..2]}/{id[2..]}.debug";
            foreach (string candidate in Candidates(name))
            {
                if (TryOpen(candidate, module, checksum: null) is { } file)
                    return file;
            }
        }

        if (!DebugLink.TryRead(module, out DebugLink link))
            return null;
        foreach (string candidate in LinkCandidates(path, link.FileName))
        {
            if (TryOpen(candidate, module, link.Checksum) is { } file)
                return file;
        }

        return null;
    }

    private static ElfFile? TryOpen(string path, ElfFile module, uint? checksum)
    {
        if (!ElfFile.TryOpen(path, out ElfFile? file))
            return null;
        bool fits = module.BuildId.Length > 0 && file.BuildId.Length > 0
            ? module.BuildId == file.BuildId
            : checksum is { } expected && Crc32.Compute(file.Image) == expected;
        if (fits && file.Machine == module.Machine)
            return file;
        file.Dispose();
        return null;
    }

    private IEnumerable<string> Candidates(string name)
    {
        foreach (string folder in folders)
            yield return Path.Combine(folder, name);
        foreach (Func<string, string?> root in roots)
        {
            if (root($"{SystemFolder}/{name}") is { } found)
                yield return found;
        }
    }

    private IEnumerable<string> LinkCandidates(string path, string name)
    {
        string folder = Path.GetDirectoryName(path) ?? "/";
        foreach (string extra in folders)
        {
            yield return Path.Combine(extra, folder.TrimStart('/'), name);
            yield return Path.Combine(extra, name);
        }

        foreach (Func<string, string?> root in roots)
        {
            foreach (string candidate in (string[])[$"{folder}/{name}", $"{folder}/.debug/{name}", $"{SystemFolder}{folder}/{name}"])
            {
                if (candidate != path && root(candidate) is { } found)
                    yield return found;
            }
        }
    }
}
