using Sonde.Linux.Elf;

namespace Sonde.Inspection.EntryPoints;

/// <summary>Finds libraries as the loader in the container would: ld.so(8) of glibc, or musl's ldso/dynlink.c.</summary>
internal sealed class LibrarySearch
{
    /// <summary>The longest file of folders or cache that is read.</summary>
    private const int MaxFile = 1 << 24;

    private readonly RootFiles _root;
    private readonly ElfMachine _machine;
    private readonly string[] _first;
    private readonly string[] _last;
    private readonly ILookup<string, string> _cache;

    public LibrarySearch(RootFiles root, ElfMachine machine, string loader, string libraryPath)
    {
        _root = root;
        _machine = machine;
        IsMusl = loader.Contains("ld-musl-", StringComparison.Ordinal);
        _first = Folders(libraryPath);
        string triple = machine == ElfMachine.Arm64 ? "aarch64" : "x86_64";
        if (IsMusl)
        {
            string configured = System.Text.Encoding.UTF8.GetString(ReadFile($"/etc/ld-musl-{triple}.path"));
            _last = configured.Length > 0
                ? configured.Split([':', '\n'], StringSplitOptions.RemoveEmptyEntries)
                : ["/lib", "/usr/local/lib", "/usr/lib"];
            _cache = Array.Empty<string>().ToLookup(name => name);
        }
        else
        {
            // Debian's folders are built into its loader; elsewhere they do not exist.
            _last = [$"/lib/{triple}-linux-gnu", $"/usr/lib/{triple}-linux-gnu", "/lib64", "/usr/lib64", "/lib", "/usr/lib"];
            _cache = LoaderCache.Parse(ReadFile("/etc/ld.so.cache"), machine);
        }
    }

    /// <summary>musl looks in other places, has all of libc in its loader, and does not check versions.</summary>
    public bool IsMusl { get; }

    /// <summary>Finds a library; null when the loader would not.</summary>
    /// <param name="name">As in DT_NEEDED.</param>
    /// <param name="loading">Who needs it.</param>
    /// <param name="origin">The folder of who needs it.</param>
    /// <param name="inherited">DT_RPATH folders of those who loaded it.</param>
    /// <param name="path">Where it was found.</param>
    public ElfFile? TryFind(string name, ElfDependencies loading, string origin, IReadOnlyList<string> inherited, out string path)
    {
        IEnumerable<string> candidates = name.Contains('/', StringComparison.Ordinal)
            ? [name]
            : [
                .. Below(loading.Runpath.Length > 0 && !IsMusl ? [] : [.. OwnRpath(loading, origin), .. inherited], name),
                .. Below(_first, name),
                .. Below(Folders(loading.Runpath, origin), name),
                .. _cache[name],
                .. Below(_last, name),
            ];
        foreach (string candidate in candidates)
        {
            if (TryOpen(candidate) is not { } file)
                continue;
            if (file.Machine == _machine)
            {
                path = candidate;
                return file;
            }

            file.Dispose(); // for another processor: the loader looks on
        }

        path = "";
        return null;
    }

    /// <summary>The folders of DT_RPATH, which also hold for what a library loads.</summary>
    public static string[] OwnRpath(ElfDependencies file, string origin) => file.Runpath.Length > 0 ? [] : Folders(file.Rpath, origin);

    private static IEnumerable<string> Below(IEnumerable<string> folders, string name) => folders.Select(folder => $"{folder.TrimEnd('/')}/{name}");

    private static string[] Folders(string list, string origin = "") =>
    [
        .. list.Split([':', ';'], StringSplitOptions.RemoveEmptyEntries).Select(folder => folder
            .Replace("${ORIGIN}", origin, StringComparison.Ordinal).Replace("$ORIGIN", origin, StringComparison.Ordinal)),
    ];

    private ElfFile? TryOpen(string path)
    {
        using RootFile? file = _root.TryOpen(path);
        try
        {
            return file?.OpenElf(path);
        }
        catch (Linux.TargetException)
        {
            return null; // a linker script, or for a 32-bit machine: the loader passes it over as well
        }
    }

    private byte[] ReadFile(string path)
    {
        using RootFile? file = _root.TryOpen(path);
        return file?.Read(MaxFile) ?? [];
    }
}
