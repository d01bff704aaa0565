using Sonde.Linux.Elf;

namespace Sonde.Linux.Dwarf;

/// <summary>
/// Walks the entries of a unit once and collects its <see cref="FunctionTree"/>. Its buffers serve one unit after another.
/// </summary>
internal sealed class FunctionTreeReader
{
    private const int MaxDepth = 4096;
    private const int MaxNodes = 8_000_000;
    private const int MaxRanges = 16_000_000;

    private DwarfUnit _unit = null!;
    private SectionCursor _cursor = null!;
    private readonly List<FunctionNode> _nodes = [];
    private readonly List<FunctionRange> _ranges = [];
    private readonly List<AddressRange> _found = [];
    private readonly List<(ulong Start, int Owner)> _pieces = [];

    // The function around each open entry; -1 outside of functions.
    private readonly List<int> _open = [];

    // How many entries are open around the outermost function; the largest number outside of functions.
    private int _functionDepth = int.MaxValue;

    /// <summary>Reads the tree of a unit; what is damaged is left out.</summary>
    public FunctionTree Read(DwarfUnit unit)
    {
        _unit = unit;
        _cursor = unit.Data.Info;
        _nodes.Clear();
        _ranges.Clear();
        _open.Clear();
        _functionDepth = int.MaxValue;
        Walk();
        return new FunctionTree([.. _nodes], _ranges, _pieces);
    }

    private void Walk()
    {
        ulong end = _unit.Header.End;
        _cursor.Seek(_unit.Header.FirstEntry);
        while (_cursor.Position < end && !_cursor.IsBroken && _nodes.Count < MaxNodes && _ranges.Count < MaxRanges)
        {
            ulong offset = _cursor.Position;
            ulong code = _cursor.Unsigned();
            if (code == 0)
            {
                if (_open.Count <= 1)
                    return;
                _open.RemoveAt(_open.Count - 1);
                if (_open.Count <= _functionDepth)
                    _functionDepth = int.MaxValue;
                continue;
            }

            if (_unit.Abbreviations.Find(code) is not { } shape)
                return;
            int node = _open.Count == 0 ? -1 : _open[^1];
            bool isInside = Visit(offset, shape, ref node);
            if (!shape.HasChildren || !isInside)
                continue;
            if (_open.Count >= MaxDepth)
                return;
            _open.Add(node);
        }
    }

    /// <summary>Reads or skips an entry's attributes.</summary>
    /// <returns>False when the cursor has been moved behind its children.</returns>
    private bool Visit(ulong offset, Abbreviation shape, ref int node)
    {
        switch (shape.Tag)
        {
            case DwarfTag.Subprogram or DwarfTag.InlinedSubroutine:
                DwarfEntry.Read(_cursor, shape, _unit.Header.Encoding, out DwarfEntry entry);
                AddNode(offset, shape.Tag == DwarfTag.InlinedSubroutine, entry, ref node);
                if (shape.HasChildren)
                    _functionDepth = Math.Min(_functionDepth, _open.Count);
                return true;
            case DwarfTag.ArrayType or DwarfTag.ClassType or DwarfTag.EnumerationType or DwarfTag.StructureType
                or DwarfTag.SubroutineType or DwarfTag.UnionType
                when shape.HasChildren && _open.Count <= _functionDepth:
                // Only types inside functions have code inside: closures and local classes.
                DwarfEntry.Read(_cursor, shape, _unit.Header.Encoding, out DwarfEntry type);
                return !SkipChildren(shape, type.Sibling);
            default:
                SkipAttributes(shape);
                return true;
        }
    }

    private bool SkipChildren(Abbreviation shape, DwarfValue sibling)
    {
        if (!shape.HasChildren || !sibling.IsPresent)
            return false;
        ulong target = _unit.Header.Offset + sibling.Raw;
        if (target <= _cursor.Position || target >= _unit.Header.End)
            return false;
        _cursor.Seek(target);
        return true;
    }

    private void SkipAttributes(Abbreviation shape)
    {
        if (shape.FixedSize >= 0)
        {
            _cursor.Skip((ulong)shape.FixedSize);
            return;
        }

        foreach (AttributeShape attribute in shape.Attributes)
            FormReader.Read(_cursor, attribute.Form, _unit.Header.Encoding, attribute.Constant);
    }

    private void AddNode(ulong offset, bool isInlined, in DwarfEntry entry, ref int node)
    {
        _found.Clear();
        _unit.ReadRanges(entry, _found);
        if (_found.Count == 0 || offset - _unit.Header.Offset > uint.MaxValue)
            return;
        int parent = isInlined ? node : -1;
        node = _nodes.Count;
        _nodes.Add(new FunctionNode(
            (uint)(offset - _unit.Header.Offset), parent, entry.CallFile.Number, entry.CallLine.Number,
            (ushort)Math.Min(entry.CallColumn.Number, ushort.MaxValue)));
        foreach (AddressRange range in _found)
            _ranges.Add(new FunctionRange(range.Start, range.End, node));
    }
}
