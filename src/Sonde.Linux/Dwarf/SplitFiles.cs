using Sonde.Linux.Elf;

namespace Sonde.Linux.Dwarf;

/// <summary>
/// Split DWARF: what the linker need not see of a unit stands in a .dwo file where the compiler left it, or in a .dwp file
/// beside the program that packs all of them.
/// </summary>
internal sealed class SplitFiles : IDisposable
{
    // One descriptor each. Programs with more units than this are shipped with a .dwp file.
    private const int MaxOpenFiles = 512;
    private const int MaxUnitsPerFile = 10_000;

    private readonly Func<string, ElfFile?> _open;
    private readonly string _program;
    private readonly List<IDisposable> _owned = [];
    private readonly Dictionary<string, DwarfData?> _opened = [];
    private (DwarfData Data, PackageIndex Index)? _package;
    private bool _hasLooked;

    /// <summary>Prepares to look.</summary>
    /// <param name="open">Opens a file by its path as the target sees it; null when there is none.</param>
    /// <param name="program">Path of the program or debug file, beside which its .dwp file would be.</param>
    public SplitFiles(Func<string, ElfFile?> open, string program)
    {
        _open = open;
        _program = program;
    }

    /// <summary>Finds the split part of a unit; null when the unit is not split, or its part is not here.</summary>
    public DwarfUnit? TryFind(DwarfUnit skeleton)
    {
        if (!skeleton.Root.SplitName.IsPresent)
            return null;
        ulong signature = SignatureOf(skeleton.Header, skeleton.Root);
        if (!_hasLooked)
            OpenPackage();
        if (_package is { } package && package.Index.TryFind(signature, out SplitBases bases))
            return FindUnit(package.Data, skeleton, signature, bases);
        string name = skeleton.ReadString(skeleton.Root.SplitName) ?? "";
        if (name.Length == 0)
            return null;
        string folder = skeleton.ReadString(skeleton.Root.CompilationDirectory) ?? "";
        return Open(name.StartsWith('/') ? name : $"{folder}/{name}") is { } data
            ? FindUnit(data, skeleton, signature, default) : null;
    }

    public void Dispose()
    {
        foreach (IDisposable owned in _owned)
            owned.Dispose();
    }

    private static ulong SignatureOf(UnitHeader header, in DwarfEntry root) =>
        header.Encoding.Version >= 5 ? header.SplitId : root.SplitId.Raw;

    private static DwarfUnit? FindUnit(DwarfData data, DwarfUnit skeleton, ulong signature, SplitBases bases)
    {
        ulong offset = bases.Info;
        for (int i = 0; i < MaxUnitsPerFile && UnitHeader.TryRead(data.Headers, offset, out UnitHeader header); i++)
        {
            offset = header.End;
            if (header.IsTypeUnit)
                continue;
            var abbreviations = AbbreviationTable.Read(
                data.Abbreviations, header.Abbreviations + bases.Abbreviations, header.Encoding);
            var unit = new DwarfUnit(data, header, abbreviations, skeleton, bases);
            if (SignatureOf(header, unit.Root) == signature)
                return unit;
        }

        return null;
    }

    private void OpenPackage()
    {
        _hasLooked = true;
        if (_open(_program + ".dwp") is not { } file)
            return;
        DwarfSections sections = Own(file);
        _package = (new DwarfData(sections, isSplit: true), new PackageIndex(sections.Get(".debug_cu_index")));
    }

    private DwarfData? Open(string path)
    {
        if (_opened.TryGetValue(path, out DwarfData? data) || _opened.Count >= MaxOpenFiles)
            return data;
        data = _open(path) is { } file ? new DwarfData(Own(file), isSplit: true) : null;
        _opened.Add(path, data);
        return data;
    }

    private DwarfSections Own(ElfFile file)
    {
        var sections = new DwarfSections(file);
        _owned.Add(sections);
        _owned.Add(file);
        return sections;
    }
}
