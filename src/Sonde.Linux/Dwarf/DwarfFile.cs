using Sonde.Linux.Elf;
using Sonde.Linux.Symbols;

namespace Sonde.Linux.Dwarf;

/// <summary>
/// Lines and inlined functions from the DWARF (versions 2 to 5) of one file. Nothing is read before an address asks for it:
/// a small window of each section and the tables of the units used last are all that is in memory, however large the file.
/// Damaged data ends in "unknown". Not safe for several threads at once.
/// </summary>
public sealed class DwarfFile : IDisposable
{
    private const long MaxTableCost = 16 << 20;
    private const int MaxAbbreviationTables = 16;
    private const int MaxNameLength = 2 << 20; // of all names together
    private const int MaxReferences = 16;

    private readonly DwarfSections _sections;
    private readonly DwarfData _data;
    private readonly UnitIndex _index;
    private readonly Dictionary<(ulong Offset, DwarfEncoding Encoding), AbbreviationTable> _abbreviations = [];
    private readonly Dictionary<ulong, LinkedListNode<UnitTables>> _tables = [];
    private readonly LinkedList<UnitTables> _recent = new();
    private readonly Dictionary<(ulong Skeleton, ulong Offset), FunctionName> _names = [];
    private readonly SplitFiles? _split;
    private readonly LineProgram _lineProgram = new();
    private readonly FunctionTreeReader _functions = new();
    private long _cost;
    private int _nameLength;

    private DwarfFile(DwarfSections sections, SplitFiles? split)
    {
        _sections = sections;
        _split = split;
        _data = new DwarfData(sections, isSplit: false);
        _index = new UnitIndex(_data, Open);
    }

    /// <summary>What could not be read, one line each: sections compressed in an unknown way, for example.</summary>
    public IReadOnlyList<string> Problems => _sections.Problems;

    /// <summary>True when a file has DWARF that <see cref="TryOpen"/> would take.</summary>
    public static bool HasDwarf(ElfFile file)
    {
        using var sections = new DwarfSections(file);
        return sections.Has(".debug_info");
    }

    /// <summary>Takes the DWARF of a file, which stays the caller's to dispose; null when it has none.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its path as the target sees it: a .dwp file with split DWARF would lie beside it.</param>
    /// <param name="openSplit">Opens files with split DWARF by their path as the target sees it; null to do without.</param>
    public static DwarfFile? TryOpen(ElfFile file, string path = "", Func<string, ElfFile?>? openSplit = null)
    {
        var sections = new DwarfSections(file);
        if (sections.Has(".debug_info"))
            return new DwarfFile(sections, openSplit is null ? null : new SplitFiles(openSplit, path));
        sections.Dispose();
        return null;
    }

    /// <summary>Finds the functions at a link-time address, the innermost inlined one first.</summary>
    /// <param name="address">The address.</param>
    /// <param name="frames">Where to add them.</param>
    /// <returns>False, and nothing is added, when the file says nothing about the address.</returns>
    public bool TryFind(ulong address, ICollection<SourceFrame> frames)
    {
        if (!_index.TryFind(address, out UnitHeader header))
            return false;
        UnitTables tables = GetTables(header);
        string file = "";
        int line = 0, column = 0;
        if (tables.Lines is { } lines && lines.TryFind(address, out LineRow row))
            (file, line, column) = (lines.PathOf(row.File), row.Line, row.Column);
        int node = tables.Functions.Find(address);
        if (node < 0)
        {
            if (file.Length == 0)
                return false;
            frames.Add(new SourceFrame("", "", file, line, column, 0, false));
            return true;
        }

        while (node >= 0)
        {
            FunctionNode function = tables.Functions[node];
            FunctionName name = NameOf(tables.Code, tables.Code.Header.Offset + function.Entry);
            frames.Add(new SourceFrame(name.Linkage, name.Name, file, line, column, name.Line, function.Parent >= 0));
            file = tables.Lines?.PathOf(function.CallFile) ?? "";
            (line, column) = (function.CallLine, function.CallColumn);
            node = function.Parent;
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _split?.Dispose();
        _sections.Dispose();
    }

    private DwarfUnit Open(UnitHeader header) => new(_data, header, GetAbbreviations(header));

    private AbbreviationTable GetAbbreviations(UnitHeader header)
    {
        (ulong, DwarfEncoding) key = (header.Abbreviations, header.Encoding);
        if (_abbreviations.TryGetValue(key, out AbbreviationTable? table))
            return table;
        if (_abbreviations.Count >= MaxAbbreviationTables)
            _abbreviations.Clear();
        table = AbbreviationTable.Read(_data.Abbreviations, header.Abbreviations, header.Encoding);
        _abbreviations.Add(key, table);
        return table;
    }

    private UnitTables GetTables(UnitHeader header)
    {
        if (_tables.TryGetValue(header.Offset, out LinkedListNode<UnitTables>? node))
        {
            _recent.Remove(node);
            _recent.AddFirst(node);
            return node.Value;
        }

        DwarfUnit unit = Open(header);
        DwarfUnit code = _split?.TryFind(unit) ?? unit;
        var tables = new UnitTables(unit, code, LineTable.TryRead(unit, _lineProgram), _functions.Read(code));
        _cost += tables.Cost;
        while (_cost > MaxTableCost && _recent.Last is { } oldest)
        {
            _cost -= oldest.Value.Cost;
            _tables.Remove(oldest.Value.Unit.Header.Offset);
            _recent.RemoveLast();
        }

        _tables.Add(header.Offset, _recent.AddFirst(tables));
        return tables;
    }

    /// <summary>The name of the function at an entry: often another entry has it, also one of another unit.</summary>
    private FunctionName NameOf(DwarfUnit unit, ulong offset)
    {
        // Offsets of split units count anew in each file.
        (ulong, ulong) key = (unit.Skeleton is { } skeleton ? skeleton.Header.Offset + 1 : 0, offset);
        if (_names.TryGetValue(key, out FunctionName known))
            return known;
        string linkage = "", name = "";
        int line = 0;
        ulong at = offset;
        for (int i = 0; i < MaxReferences; i++)
        {
            if (!TryReadEntry(ref unit, at, out DwarfEntry entry))
                break;
            if (linkage.Length == 0)
                linkage = unit.ReadString(entry.LinkageName) ?? "";
            if (name.Length == 0)
                name = unit.ReadString(entry.Name) ?? "";
            if (line == 0)
                line = entry.DeclarationLine.Number;
            DwarfValue next = entry.AbstractOrigin.IsPresent ? entry.AbstractOrigin : entry.Specification;
            if (linkage.Length > 0 || !TryResolve(unit, next, out at))
                break;
        }

        _nameLength += linkage.Length + name.Length;
        if (_nameLength > MaxNameLength)
        {
            _names.Clear();
            _nameLength = 0;
        }

        var result = new FunctionName(linkage, name, line);
        _names[key] = result;
        return result;
    }

    private bool TryReadEntry(ref DwarfUnit unit, ulong offset, out DwarfEntry entry)
    {
        entry = default;
        if (offset < unit.Header.FirstEntry || offset >= unit.Header.End)
        {
            // A split unit refers to itself only.
            if (unit.Skeleton is not null || !_index.TryFindContaining(offset, out UnitHeader header) || header.IsTypeUnit)
                return false;
            unit = Open(header);
        }

        SectionCursor cursor = unit.Data.References;
        cursor.Seek(offset);
        if (unit.Abbreviations.Find(cursor.Unsigned()) is not { } shape || cursor.IsBroken)
            return false;
        DwarfEntry.Read(cursor, shape, unit.Header.Encoding, out entry);
        return !cursor.IsBroken;
    }

    private static bool TryResolve(DwarfUnit unit, DwarfValue reference, out ulong offset)
    {
        switch (reference.Form)
        {
            case DwarfForm.Reference1 or DwarfForm.Reference2 or DwarfForm.Reference4 or DwarfForm.Reference8
                or DwarfForm.ReferenceUnsigned:
                offset = unit.Header.Offset + reference.Raw;
                return true;
            case DwarfForm.ReferenceAddress:
                offset = reference.Raw;
                return true;
            default:
                // A type unit's signature, or a file of its own (dwz): no function is named there.
                offset = 0;
                return false;
        }
    }
}
