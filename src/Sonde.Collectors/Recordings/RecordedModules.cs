using Sonde.Collectors.Native;
using Sonde.Linux;
using Sonde.Linux.Demangling;
using Sonde.Linux.Elf;
using Sonde.Linux.Memory;
using Sonde.Linux.Procfs;
using Sonde.Linux.Symbols;
using Sonde.Profiles;

namespace Sonde.Collectors.Recordings;

/// <summary>
/// Opens the files that a recording mapped, each once: by its path, in folders that the user names (by build ID, or laid out like the
/// machine's root), in perf's own cache, and on a debug server. A file of another build is passed over.
/// </summary>
internal sealed class RecordedModules(SymbolPlaces places) : IDisposable
{
    private const string Deleted = " (deleted)";
    private const int MaxNamed = 5;

    // Memory that looks like a file: memfd_create(2), devices, shmat(2), huge pages (the kernel's names in mmap records).
    private static readonly string[] NoFiles = ["/memfd:", "/dev/", "/SYSV", "/anon_hugepage"];

    private readonly Dictionary<(string Path, string BuildId), NativeModule> _modules = [];
    private readonly DebugFiles _debugFiles = new([DebugFiles.OpenHere], places);
    private readonly Demangler _demangler = new();
    private readonly SortedSet<string> _missing = new(StringComparer.Ordinal);

    /// <summary>perf's cache of files by build ID (perf-buildid-cache(1)).</summary>
    public static string CacheFolder { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".debug", ".build-id");

    /// <summary>Which files of the recording could not be found; null when all were.</summary>
    public string? Problem => _missing.Count == 0
        ? null
        : $"{_missing.Count} not here, or of another build: {string.Join(", ", _missing.Take(MaxNamed))}{(_missing.Count > MaxNamed ? ", …" : "")}";

    /// <summary>The file of a mapping.</summary>
    /// <param name="path">Its path as recorded.</param>
    /// <param name="buildId">Its build ID; empty when it is not recorded.</param>
    public NativeModule Get(string path, string buildId)
    {
        if (_modules.TryGetValue((path, buildId), out NativeModule? module))
            return module;
        // Anonymous memory is "//anon"; names in brackets are the heap, the stack and the like.
        bool isFile = path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal);
        if (path == WellKnownMappings.Vdso)
            module = new NativeModule(path, OpenVdso(buildId), Symbols);
        else if (!isFile)
            module = new NativeModule(path.StartsWith('[') ? path : WellKnownMappings.Jit, null) { IsAnonymous = !path.StartsWith('[') };
        else
            module = OpenModule(path.EndsWith(Deleted, StringComparison.Ordinal) ? path[..^Deleted.Length] : path, buildId, path.EndsWith(Deleted, StringComparison.Ordinal));
        _modules.Add((path, buildId), module);
        return module;

        ModuleSymbols Symbols(ElfFile file) => new(file, path, _debugFiles, _demangler);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NativeModule module in _modules.Values)
            module.Dispose();
        _modules.Clear();
    }

    /// <summary>Path of a file in perf's cache.</summary>
    /// <param name="buildId">Its build ID.</param>
    /// <param name="name"><c>elf</c>, or for the kernel <c>kallsyms</c>.</param>
    public static string CachePath(string buildId, string name) => Path.Combine(CacheFolder, buildId[..2], buildId[2..], name);

    private NativeModule OpenModule(string path, string buildId, bool isDeleted)
    {
        ElfFile? file = Candidates(path, buildId, isDeleted).FirstOrDefault();
        if (file is null && !Linux.Jit.JitDump.IsName(path) && !Array.Exists(NoFiles, start => path.StartsWith(start, StringComparison.Ordinal)))
            _missing.Add(path);
        return new NativeModule(path, file, elf => new ModuleSymbols(elf, path, _debugFiles, _demangler));
    }

    private IEnumerable<ElfFile> Candidates(string path, string buildId, bool isDeleted)
    {
        bool hasId = buildId.Length > 4;
        var names = new List<string>();
        foreach (string folder in places.Folders)
        {
            if (hasId)
                names.Add(Path.Combine(folder, ".build-id", buildId[..2], buildId[2..]));
            names.Add(Path.Combine(folder, path.TrimStart('/')));
            names.Add(Path.Combine(folder, Path.GetFileName(path)));
        }

        // What stands at the path of a deleted file is another one, unless the build ID tells.
        if (!isDeleted || hasId)
            names.Add(path);
        if (hasId)
            names.Add(CachePath(buildId, "elf"));
        foreach (string name in names)
        {
            if (Fitting(DebugFiles.OpenHere(name), buildId) is { } file)
                yield return file;
        }

        if (hasId && Fitting(places.Server?.TryGetExecutable(buildId), buildId) is { } fetched)
            yield return fetched;
    }

    private static ElfFile? Fitting(ElfFile? file, string buildId)
    {
        if (file is null || buildId.Length == 0 || file.BuildId.Length == 0 || file.BuildId == buildId)
            return file;
        file.Dispose();
        return null;
    }

    // The kernel maps the same one into every process, also into this one.
    private static ElfFile? OpenVdso(string buildId)
    {
        var self = new ProcessId(Environment.ProcessId);
        try
        {
            MemoryMap? map = new ProcFileSystem().ReadMaps(self).FirstOrDefault(map => map.Path == WellKnownMappings.Vdso);
            return map is null
                ? null
                : Fitting(ElfFile.FromMemory(new ProcessMemory(self), map.Start, map.Length, WellKnownMappings.Vdso), buildId);
        }
        catch (TargetException)
        {
            return null; // a sandbox without process_vm_readv
        }
    }
}
