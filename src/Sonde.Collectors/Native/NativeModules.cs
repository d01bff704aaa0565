using System.Globalization;
using Sonde.Linux;
using Sonde.Linux.Demangling;
using Sonde.Linux.Elf;
using Sonde.Linux.Jit;
using Sonde.Linux.Memory;
using Sonde.Linux.Namespaces;
using Sonde.Linux.Perf;
using Sonde.Linux.Procfs;
using Sonde.Linux.Symbols;
using Sonde.Profiles;

namespace Sonde.Collectors.Native;

/// <summary>
/// Opens the files that code is mapped from, each once, as soon as they are heard of: a process may end, and its file system
/// with it, before its samples are named.
/// </summary>
internal sealed class NativeModules(ProcFileSystem proc, SymbolPlaces symbolPlaces) : IDisposable
{
    // One descriptor each. Processes with more files of code than this keep the names of the first.
    private const int MaxOpenFiles = 4096;

    private readonly Dictionary<(string Path, string Identity), NativeModule> _modules = [];
    private readonly Demangler _demangler = new();
    private int _openFiles;

    /// <summary>What a line of <c>/proc/PID/maps</c> maps.</summary>
    public NativeModule Get(TargetProcess process, MemoryMap map)
    {
        if (map.Path == WellKnownMappings.Vdso)
            return GetVdso(process, map.Start, map.Length);
        if (map.IsAnonymous)
            return GetAnonymous(map.Path);
        string identity = string.Create(CultureInfo.InvariantCulture, $"{map.Device.Major}:{map.Device.Minor}:{map.Inode}");
        return Get(process, map.Path, identity, map.Start.Value, map.End.Value, map.IsDeleted, _ => true);
    }

    /// <summary>What an MMAP2 record maps.</summary>
    public NativeModule Get(TargetProcess process, in PerfRecord record, string path)
    {
        if (path == WellKnownMappings.Vdso)
            return GetVdso(process, new UserAddress(record.MapStart), record.MapLength);
        // Anonymous memory is "//anon", and names in brackets are the heap, the stack and the like.
        if (path.Length == 0 || path[0] != '/' || path.StartsWith("//", StringComparison.Ordinal))
            return GetAnonymous(path.StartsWith('[') ? path : "");
        const string Deleted = " (deleted)";
        bool isDeleted = path.EndsWith(Deleted, StringComparison.Ordinal);
        if (isDeleted)
            path = path[..^Deleted.Length];
        string buildId = Convert.ToHexStringLower(record.MapBuildId);
        (uint major, uint minor) = record.MapDevice;
        string identity = buildId.Length > 0
            ? buildId
            : string.Create(CultureInfo.InvariantCulture, $"{major}:{minor}:{record.MapInode}");
        return Get(
            process, path, identity, record.MapStart, record.MapStart + record.MapLength, isDeleted,
            file => buildId.Length == 0 || file.BuildId == buildId);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NativeModule module in _modules.Values)
            module.Dispose();
        _modules.Clear();
    }

    private NativeModule Get(
        TargetProcess process, string path, string identity, ulong start, ulong end, bool isDeleted, Func<ElfFile, bool> isRight)
    {
        if (_modules.TryGetValue((path, identity), out NativeModule? module))
            return module;
        ElfFile? file = _openFiles < MaxOpenFiles ? Open(process, path, start, end, isDeleted, isRight) : null;
        if (file is not null)
            _openFiles++;
        module = new NativeModule(path, file, elf => OpenSymbols(process, elf, path));
        _modules.Add((path, identity), module);
        return module;
    }

    // map_files is the very file that is mapped, but needs CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE. Else the path is looked up
    // again in the target's root, or when the target has ended, in that of the process that made it.
    private ElfFile? Open(
        TargetProcess process, string path, ulong start, ulong end, bool isDeleted, Func<ElfFile, bool> isRight)
    {
        string range = string.Create(CultureInfo.InvariantCulture, $"map_files/{start:x}-{end:x}");
        if (TryOpen(() => ElfFile.Open(proc.PathOf(process.Id, range)), isRight) is { } mapped)
            return mapped;
        for (TargetProcess? candidate = process; candidate is not null && !isDeleted; candidate = candidate.Parent)
        {
            var files = new TargetFileSystem(proc, candidate.Id);
            if (TryOpen(() => files.TryOpen(path) is { } handle ? ElfFile.Open(handle, path) : null, isRight) is { } file)
                return file;
        }

        return null;
    }

    /// <summary>Opens a jitdump file that a process has mapped; null when it is none, or cannot be reached.</summary>
    public JitDump? OpenJitDump(TargetProcess process, string path, ulong start, ulong end)
    {
        string range = string.Create(CultureInfo.InvariantCulture, $"map_files/{start:x}-{end:x}");
        foreach (Func<JitDump?> open in (Func<JitDump?>[])
            [
                () => JitDump.TryOpen(proc.PathOf(process.Id, range)),
                () => new TargetFileSystem(proc, process.Id).TryOpen(path) is { } handle ? JitDump.TryOpen(handle, path) : null,
            ])
        {
            try
            {
                if (open() is { } dump)
                    return dump;
            }
            catch (TargetException)
            {
                // Gone or not permitted: the next way is tried.
            }
        }

        return null;
    }

    // The debug file may lie beside the module in the target's own files, or on this machine.
    private ModuleSymbols OpenSymbols(TargetProcess process, ElfFile file, string path)
    {
        var files = new TargetFileSystem(proc, process.Id);
        Func<string, ElfFile?>[] places =
        [
            candidate => TryOpen(() => files.TryOpen(candidate) is { } handle ? ElfFile.Open(handle, candidate) : null, static _ => true),
            DebugFiles.OpenHere,
        ];
        return new ModuleSymbols(file, path, new DebugFiles(places, symbolPlaces), _demangler);
    }

    private static ElfFile? TryOpen(Func<ElfFile?> open, Func<ElfFile, bool> isRight)
    {
        try
        {
            ElfFile? file = open();
            if (file is null || isRight(file))
                return file;
            file.Dispose();
            return null;
        }
        catch (TargetException)
        {
            return null; // gone, not permitted, or no ELF file: the next way is tried
        }
    }

    // All 64-bit processes have the same vDSO; the length tells a 32-bit one's.
    private NativeModule GetVdso(TargetProcess process, UserAddress start, ulong length)
    {
        (string, string) key = (WellKnownMappings.Vdso, length.ToString(CultureInfo.InvariantCulture));
        if (_modules.TryGetValue(key, out NativeModule? module))
            return module;
        try
        {
            ElfFile file = ElfFile.FromMemory(new ProcessMemory(process.Id), start, length, WellKnownMappings.Vdso);
            module = new NativeModule(WellKnownMappings.Vdso, file, elf => OpenSymbols(process, elf, WellKnownMappings.Vdso));
            _modules.Add(key, module);
            return module;
        }
        catch (TargetException)
        {
            // Another process may give it: do not remember the failure.
            return new NativeModule(WellKnownMappings.Vdso, null);
        }
    }

    private NativeModule GetAnonymous(string name)
    {
        if (!_modules.TryGetValue((name, ""), out NativeModule? module))
        {
            string shown = name.Length > 0 ? name : WellKnownMappings.Jit;
            module = new NativeModule(shown, null) { IsAnonymous = name.Length == 0 };
            _modules.Add((name, ""), module);
        }

        return module;
    }
}
