using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using Sonde.Linux;
using Sonde.Linux.Elf;
using Sonde.Linux.Memory;
using Sonde.Linux.Procfs;

namespace Sonde.Collectors.Python;

/// <summary>
/// Finds the interpreter in a process: the file (executable or <c>libpython</c>) from its mappings, <c>_PyRuntime</c> from
/// that file's section or symbols or a scan of its data, the version from the file or from the runtime itself. Files are opened
/// through <c>/proc/PID</c>, so that containers and deleted files work. Safe for concurrent callers.
/// </summary>
internal sealed partial class RuntimeLocator
{
    private readonly ProcFileSystem _proc;
    private readonly ConcurrentDictionary<(DeviceNumber Device, ulong Inode, bool IsNamedPython), PythonBinary?> _binaries = new();

    public RuntimeLocator(ProcFileSystem proc) => _proc = proc;

    /// <summary>True when a file of this name is a CPython executable or library.</summary>
    public static bool IsPythonName(string path) => NamePattern().IsMatch(path);

    /// <summary>
    /// True when an interpreter is mapped. Does not read the process's memory, and of other programs' files only the headers.
    /// </summary>
    /// <exception cref="TargetException">The mappings may not be read.</exception>
    public bool IsPython(ProcessId process) => FindBinary(process, out _, out _);

    /// <summary>Finds the interpreter; null when the process has none (yet).</summary>
    /// <exception cref="TargetException">The process may not be read, or has exited.</exception>
    public PythonRuntime? Locate(ProcessId process)
    {
        if (!FindBinary(process, out PythonBinary? binary, out MemoryMap? map))
            return null;
        bool isPlaced = TryGetLoadBias(process, map, out ulong bias);
        UserAddress address = isPlaced && binary.RuntimeAddress != 0 ? new UserAddress(unchecked(binary.RuntimeAddress + bias)) : UserAddress.Null;
        var memory = new ProcessMemory(process);
        PythonVersion version = binary.VersionFor(VersionFromName(map.Path));
        if (address.IsNull && PythonLayouts.Find(version) is { } known)
            address = RuntimeScan.Find(memory, _proc.ReadMaps(process), map, known);
        DebugOffsets? debug = address.IsNull ? null : DebugOffsets.TryRead(memory, address);
        version = debug?.Version ?? version;
        (PythonOffsets? offsets, string? reason) = LayoutOf(version, debug, memory, address);
        FunctionSpan[] loop = isPlaced ? [.. binary.EvaluationLoop.Select(part => part with { Start = unchecked(part.Start + bias) })] : [];
        return new PythonRuntime(version, address, offsets, map.Path, loop, reason);
    }

    /// <summary>Finds an interpreter whose stacks can be read.</summary>
    /// <exception cref="TargetException">
    /// There is none, its version is not supported, the process has exited, or may not be read.
    /// </exception>
    public PythonRuntime FindSupported(ProcessId process)
    {
        _ = _proc.EnsureObservable(process);
        PythonRuntime runtime = Locate(process)
            ?? throw new TargetException(TargetError.Unsupported, $"process {process} does not run Python");
        return runtime.UnsupportedReason is { } reason
            ? throw new TargetException(TargetError.Unsupported, $"process {process}: {reason}")
            : runtime;
    }

    /// <summary>The layout of an interpreter, or one line why its stacks cannot be read.</summary>
    private static (PythonOffsets? Offsets, string? UnsupportedReason) LayoutOf(
        PythonVersion version, DebugOffsets? debug, ProcessMemory memory, UserAddress address)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"CPython {version.Major}.{version.Minor}");
        if (version.Major == 0)
            return (null, $"a Python of unknown version: only the stacks of CPython {PythonLayouts.Range} can be read");
        if (PythonLayouts.Find(version) is not { } layout)
            return (null, $"the stacks of {name} cannot be read, only those of CPython {PythonLayouts.Range}");
        if (address.IsNull || (layout.Debug is not null && debug is null))
            return (null, $"{name} is there, but its state (_PyRuntime) was not found in it");
        if (layout.Debug is null)
            return (layout.Offsets, null);
        PythonOffsets build = debug!.IsFreeThreaded ? layout.FreeThreaded! : layout.Offsets;
        return debug.TryApply(memory, build, layout.Debug) is { } told
            ? (told, null)
            : (null, $"{name} is there, but what it tells of its layout (_Py_DebugOffsets) cannot be");
    }

    private static PythonVersion VersionFromName(string path)
    {
        Match match = NamePattern().Match(path);
        return match.Success && match.Groups["major"].Success
            ? new PythonVersion(
                int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture),
                match.Groups["minor"].Success ? int.Parse(match.Groups["minor"].ValueSpan, CultureInfo.InvariantCulture) : 0,
                null)
            : default;
    }

    // python, python3, python3.11, python3.13t, libpython3.11.so.1.0, libpython2.7.so.1.0, but not python-config or pythond.
    [GeneratedRegex(@"(^|/)(lib)?python((?<major>[23])(\.(?<minor>\d{1,2}))?[a-z]{0,2})?(-dbg)?(\.so[.\d]*)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex NamePattern();

    private bool FindBinary(
        ProcessId process, [NotNullWhen(true)] out PythonBinary? binary, [NotNullWhen(true)] out MemoryMap? map)
    {
        IReadOnlyList<MemoryMap> maps = _proc.ReadMaps(process);
        // A program linked with libpython has a stub of an executable: the library goes first.
        foreach (MemoryMap candidate in FirstOfEachFile(maps, static path => IsPythonName(path) && IsLibrary(path)))
        {
            if (TryReadBinary(process, candidate, isNamedPython: true, out binary))
            {
                map = candidate;
                return true;
            }
        }

        foreach (MemoryMap candidate in FirstOfEachFile(maps, static path => IsPythonName(path) && !IsLibrary(path)))
        {
            if (TryReadBinary(process, candidate, isNamedPython: true, out binary))
            {
                map = candidate;
                return true;
            }
        }

        // An interpreter linked into another program: the executable is mapped first.
        foreach (MemoryMap candidate in FirstOfEachFile(maps, static path => !IsPythonName(path)))
        {
            if (TryReadBinary(process, candidate, isNamedPython: false, out binary))
            {
                map = candidate;
                return true;
            }

            break;
        }

        binary = null;
        map = null;
        return false;
    }

    private static bool IsLibrary(string path) => path.Contains(".so", StringComparison.Ordinal);

    private static IEnumerable<MemoryMap> FirstOfEachFile(IReadOnlyList<MemoryMap> maps, Func<string, bool> isWanted)
    {
        string previous = "";
        foreach (MemoryMap map in maps)
        {
            if (map.IsAnonymous || map.Inode == 0 || map.Path == previous)
                continue;
            previous = map.Path;
            if (isWanted(map.Path))
                yield return map;
        }
    }

    private bool TryReadBinary(
        ProcessId process, MemoryMap map, bool isNamedPython, [NotNullWhen(true)] out PythonBinary? binary)
    {
        (DeviceNumber, ulong, bool) key = (map.Device, map.Inode, isNamedPython);
        if (!_binaries.TryGetValue(key, out binary))
        {
            using ElfFile? elf = TryOpen(process, map);
            if (elf is null)
                return false; // not kept: it may be readable next time
            binary = PythonBinary.Read(elf, isNamedPython);
            _binaries.TryAdd(key, binary);
        }

        return binary is not null;
    }

    private bool TryGetLoadBias(ProcessId process, MemoryMap map, out ulong bias)
    {
        bias = 0;
        using ElfFile? elf = TryOpen(process, map);
        return elf is not null && elf.TryGetLoadBias(map.Start.Value, map.FileOffset, map.IsExecutable, out bias);
    }

    /// <summary>Opens a mapped file where the target sees it, and if it is gone there, the mapping itself.</summary>
    private ElfFile? TryOpen(ProcessId process, MemoryMap map)
    {
        if (!map.IsDeleted && ElfFile.TryOpen(_proc.PathOf(process, "root" + map.Path), out ElfFile? file))
            return file;
        return ElfFile.TryOpen(_proc.PathOf(process, "map_files/" + map.MapFilesName), out file)
            || ElfFile.TryOpen(_proc.PathOf(process, "exe"), out file)
            ? file
            : null;
    }
}
