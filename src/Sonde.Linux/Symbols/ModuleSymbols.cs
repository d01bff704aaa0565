using System.Diagnostics.CodeAnalysis;
using Sonde.Linux.Demangling;
using Sonde.Linux.Dwarf;
using Sonde.Linux.Elf;
using Sonde.Linux.Go;
using Sonde.Linux.Unwind;

namespace Sonde.Linux.Symbols;

/// <summary>
/// Everything that is known about a module's code: its symbol tables, its separate debug file, the small symbol table in
/// <c>.gnu_debugdata</c>, Go's own table, and DWARF lines and inlined functions; names come demangled. Each source is opened
/// when an address needs it. Not for a sampling loop: an answer can take milliseconds. Not safe for several threads at once.
/// </summary>
public sealed class ModuleSymbols : IDisposable
{
    /// <summary>What gcc (clone_function_name and its callers) and LLVM put behind the name of a part or copy of a function.</summary>
    private static readonly HashSet<string> CloneSuffixes = new(StringComparer.Ordinal)
    {
        "cold", "hot", "warm", "unlikely", "isra", "constprop", "part", "lto_priv", "clone", "simdclone", "localalias", "resolver", "ifunc",
        "_omp_fn", "_omp_cpyfn", "omp_outlined", "omp_outlined_debug__", "llvm", "specialized", "extracted", "split", "resume", "destroy",
        "cleanup", "__uniq", "uniq", "eh",
    };

    private readonly ElfFile _module;
    private readonly string _path;
    private readonly DebugFiles _debugFiles;
    private readonly Demangler _demangler;
    private readonly List<SourceFrame> _frames = [];
    private readonly Lazy<ElfFile?> _debugFile;
    private readonly Lazy<ElfFile?> _miniFile;
    private readonly Lazy<DwarfFile?> _dwarf;
    private readonly Lazy<GoLineTable?> _go;
    private readonly Lazy<LinkageNames> _linkage;

    /// <summary>Prepares a module.</summary>
    /// <param name="module">The module, which stays the caller's to dispose.</param>
    /// <param name="path">Its path as the target sees it.</param>
    /// <param name="debugFiles">Where to look for its debug file.</param>
    /// <param name="demangler">A demangler that several modules of one thread may share.</param>
    public ModuleSymbols(ElfFile module, string path, DebugFiles debugFiles, Demangler demangler)
    {
        _module = module;
        _path = path;
        _debugFiles = debugFiles;
        _demangler = demangler;
        _debugFile = new(() => _debugFiles.TryFind(_module, _path));
        _miniFile = new(() => MiniDebugInfo.TryOpen(_module));
        _dwarf = new(OpenDwarf);
        _go = new(() => GoLineTable.TryOpen(_module));
        _linkage = new(() => LinkageNames.Read(_module));
    }

    /// <summary>True when there is more than symbols: files, lines and inlined functions.</summary>
    public bool HasLines => _go.Value is not null || _dwarf.Value is not null;

    /// <summary>True when there are names of functions at all.</summary>
    public bool HasNames => HasLines || _module.Symbols.FunctionCount > 0
        || _debugFile.Value is { Symbols.FunctionCount: > 0 } || _miniFile.Value is { Symbols.FunctionCount: > 0 };

    /// <summary>What could not be read, one line each.</summary>
    public IReadOnlyList<string> Problems => _dwarf.IsValueCreated && _dwarf.Value is { } dwarf ? dwarf.Problems : [];

    /// <summary>Finds the functions at a link-time address, the innermost inlined one first.</summary>
    /// <param name="address">The address: of the instruction itself, so for a caller of the one before the return address.</param>
    /// <param name="frames">Where to add them.</param>
    /// <returns>False, and nothing is added, when nothing is known about the address.</returns>
    public bool TryFind(ulong address, ICollection<ResolvedFrame> frames)
    {
        // Go's table has lines and inlined calls of all Go code, also in stripped files; C code in it has the other sources.
        _frames.Clear();
        if (_go.Value is { } go && go.TryFind(address, _frames))
        {
            foreach (SourceFrame frame in _frames)
                frames.Add(Named("", frame.Name, frame));
            return true;
        }

        bool hasSource = _dwarf.Value is { } dwarf && dwarf.TryFind(address, _frames);
        if (!hasSource)
        {
            if (!TryFindName(address, out string? only))
                return false;
            frames.Add(Named(only, "", new SourceFrame("", "", "", 0, 0, 0, false)));
            return true;
        }

        SourceFrame outermost = _frames[^1];
        if (outermost.Linkage.Length == 0 || !Demangler.IsMangled(outermost.Linkage))
        {
            // A C function has aliases, and the symbol tables know which one the world calls it by: read, not __libc_read.
            // A C++ function that only its own file knows has no linker's name in DWARF, but a symbol with its scope.
            if (TryFindSymbol(address, out ElfSymbol symbol))
                _frames[^1] = outermost with { Linkage = WithoutCloneSuffix(symbol.Name, outermost.Name), Name = "" };
            else if (outermost.Name.Length == 0 && outermost.Linkage.Length == 0)
                return false;
        }

        foreach (SourceFrame frame in _frames)
            frames.Add(Named(frame.Linkage, frame.Name, frame));
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_dwarf.IsValueCreated)
            _dwarf.Value?.Dispose();
        if (_debugFile.IsValueCreated)
            _debugFile.Value?.Dispose();
        if (_miniFile.IsValueCreated)
            _miniFile.Value?.Dispose();
    }

    /// <summary>
    /// Compilers mark the parts and copies they make of a function behind a dot: foo.cold, foo.isra.0. Other languages have dots between a
    /// scope and a name (Zig: shares.main): those stay.
    /// </summary>
    private static string WithoutCloneSuffix(string symbol, string name)
    {
        for (int dot = IsScoped(symbol, name) ? -1 : symbol.IndexOf('.', 1); dot >= 0; dot = symbol.IndexOf('.', dot + 1))
        {
            ReadOnlySpan<char> rest = symbol.AsSpan(dot + 1);
            int end = rest.IndexOf('.');
            ReadOnlySpan<char> part = end < 0 ? rest : rest[..end];
            if (!part.ContainsAnyExceptInRange('0', '9') || CloneSuffixes.GetAlternateLookup<ReadOnlySpan<char>>().Contains(part))
                return symbol[..dot];
        }

        return symbol;
    }

    private static bool IsScoped(string symbol, string name) =>
        name.Length > 0 && symbol.Length > name.Length && symbol[^(name.Length + 1)] == '.' && symbol.EndsWith(name, StringComparison.Ordinal);

    private ResolvedFrame Named(string linkage, string name, SourceFrame frame)
    {
        // The linker's name of a C function is its name, or an alias that only the library's own code uses.
        bool isReadable = name.Length > 0 && !Demangler.IsMangled(linkage) && !IsScoped(linkage, name);
        string systemName = linkage.Length > 0 ? linkage : name;
        string function = isReadable ? name : _demangler.Demangle(systemName);
        return new ResolvedFrame(
            function, function == systemName ? "" : systemName, frame.File, frame.Line, frame.Column, frame.StartLine, frame.IsInlined);
    }

    private DwarfFile? OpenDwarf()
    {
        if (DwarfFile.TryOpen(_module, _path, _debugFiles.TryOpen) is { } own)
            return own;
        return _debugFile.Value is { } file ? DwarfFile.TryOpen(file, _path, _debugFiles.TryOpen) : null;
    }

    /// <summary>Symbols do not cover signal trampolines and entries of linkage tables; but a label before them may seem to.</summary>
    private bool TryFindName(ulong address, [NotNullWhen(true)] out string? name)
    {
        name = SignalTrampoline.IsFirst(_module, address) ? SignalTrampoline.Name : null;
        if (name is null && _linkage.Value.TryFind(address, out string? target))
            name = target.Length > 0 ? $"{_demangler.Demangle(target)}@plt" : "plt";
        if (name is null && TryFindSymbol(address, out ElfSymbol symbol))
            name = symbol.Name;
        return name is not null;
    }

    /// <summary>Looks in the fullest table first: the small ones would name an address after a distant neighbour.</summary>
    private bool TryFindSymbol(ulong address, out ElfSymbol symbol)
    {
        if (_module.Symbols.IsFull)
            return _module.Symbols.TryFind(address, out symbol);
        if (_debugFile.Value is { Symbols.IsFull: true } debug && debug.Symbols.TryFind(address, out symbol))
            return true;
        if (_miniFile.Value is { } mini && mini.Symbols.TryFind(address, out symbol))
            return true;
        return _module.Symbols.TryFind(address, out symbol);
    }
}
