using System.Text;
using Sonde.Linux.Elf;
using Sonde.Linux.Symbols;

namespace Sonde.Linux.Go;

/// <summary>
/// Go's own table of functions, files, lines and inlined calls (<c>.gopclntab</c>), which Go's runtime needs and stripping
/// leaves. Read through small windows, never as a whole. Layouts of Go 1.2 to 1.26; inlined calls since 1.18. Not safe for
/// several threads at once.
/// </summary>
public sealed class GoLineTable
{
    private const int SmallWindow = 1024;
    private const int MaxSteps = 1_000_000;
    private const int MaxInlineDepth = 256;
    private const int InlineIndexTable = 2; // PCDATA_InlTreeIndex
    private const int InlineTreeData = 3; // FUNCDATA_InlTree
    private const uint NoOffset = uint.MaxValue;

    // The largest programs known (Kubernetes' own) have 10 MB.
    private const ulong MaxNames = 64UL << 20;

    private readonly SectionBytes _bytes;
    private readonly GoTableHeader _header;
    private readonly ulong _text;
    private readonly SectionCursor _functions;
    private readonly SectionCursor _values;
    private readonly SectionCursor _strings;
    private readonly Lazy<GoInlineTree?> _inlined;

    private GoLineTable(ElfFile file, SectionBytes bytes, ulong address, GoTableHeader header)
    {
        _bytes = bytes;
        _header = header;
        _functions = new SectionCursor(bytes, SmallWindow);
        _values = new SectionCursor(bytes, SmallWindow);
        _strings = new SectionCursor(bytes, SmallWindow);
        _text = header.TextStart;
        // Since 1.26 the field is not filled in.
        if (_text == 0 && header.Version >= GoVersion.Go118 && file.TryFindSection(".text", out ElfSection text))
            _text = text.Address;
        _inlined = new(() => GoInlineTree.TryOpen(file, address, _text, header.Version));
    }

    /// <summary>Takes the table of a file, which stays the caller's to dispose; null when it is no Go program.</summary>
    public static GoLineTable? TryOpen(ElfFile file)
    {
        bool isThere = file.TryFindSection(".gopclntab", out ElfSection section)
            || file.TryFindSection(".data.rel.ro.gopclntab", out section);
        if (!isThere || section.IsEmptyInFile || section.FileOffset >= file.Length)
            return null;
        var bytes = new SectionBytes(file.Image, section.FileOffset, Math.Min(section.Size, file.Length - section.FileOffset));
        return GoTableHeader.TryRead(new SectionCursor(bytes, SmallWindow), out GoTableHeader header)
            ? new GoLineTable(file, bytes, section.Address, header) : null;
    }

    /// <summary>Finds the functions at a link-time address, the innermost inlined one first.</summary>
    /// <param name="address">The address.</param>
    /// <param name="frames">Where to add them.</param>
    /// <returns>False, and nothing is added, when the address is not in Go's code.</returns>
    public bool TryFind(ulong address, ICollection<SourceFrame> frames)
    {
        if (!TryFindFunction(address, out GoFunction function))
            return false;
        ulong at = address;
        for (int depth = 0; depth < MaxInlineDepth; depth++)
        {
            (string file, int line) = FindLine(function, at);
            int index = function.InlineIndexes != 0 ? Value(function.InlineIndexes, function.Entry, at) : -1;
            if (index >= 0 && function.InlineTree >= 0
                && _inlined.Value is { } inlined && inlined.TryRead(function.InlineTree, index, out GoInlinedCall call))
            {
                frames.Add(new SourceFrame("", Name(call.Name), file, line, 0, call.StartLine, true));
                at = function.Entry + (ulong)call.ParentOffset;
                continue;
            }

            frames.Add(new SourceFrame("", Name(function.Name), file, line, 0, function.StartLine, false));
            break;
        }

        return true;
    }

    /// <summary>How many bytes below its return address the stack pointer stands before an instruction; false outside of Go's code.</summary>
    /// <param name="address">Link-time address.</param>
    /// <param name="depth">Bytes.</param>
    internal bool TryFindStackDepth(ulong address, out int depth)
    {
        depth = TryFindFunction(address, out GoFunction function) ? Value(function.StackDepths, function.Entry, address) : -1;
        return depth >= 0;
    }

    /// <summary>Finds functions by their names; layouts since Go 1.16. Reads all of the table once.</summary>
    /// <param name="names">Full names, for example <c>runtime.mcall</c>.</param>
    /// <returns>Name, link-time address and end of each; assembly functions and the wrappers through which Go calls them share names.</returns>
    internal IReadOnlyList<(string Name, ulong Start, ulong End)> FindFunctions(IReadOnlyCollection<string> names)
    {
        var found = new List<(string Name, ulong Start, ulong End)>();
        if (_header.Version < GoVersion.Go116)
            return found;
        Dictionary<uint, string> offsets = FindNames(names);
        var entries = new SectionCursor(_bytes);
        var functions = new SectionCursor(_bytes);
        ulong text = _header.Version >= GoVersion.Go118 ? _text : 0;
        for (ulong index = 0; index < _header.FunctionCount && !entries.IsBroken; index++)
        {
            entries.Seek(_header.Functions + (index * 2 * (ulong)_header.EntrySize));
            ulong start = entries.Address(_header.EntrySize);
            functions.Seek(_header.Functions + entries.Address(_header.EntrySize) + (ulong)_header.EntrySize);
            ulong end = entries.Address(_header.EntrySize);
            if (offsets.TryGetValue(functions.U32(), out string? name))
                found.Add((name, text + start, text + end));
        }

        return found;
    }

    /// <summary>Where names stand among the functions' names.</summary>
    private Dictionary<uint, string> FindNames(IReadOnlyCollection<string> names)
    {
        var offsets = new Dictionary<uint, string>();
        ulong end = Math.Min(_header.Units, _bytes.Length);
        ulong length = Math.Min(end > _header.Names ? end - _header.Names : 0, MaxNames);
        var bytes = new byte[length];
        ReadOnlySpan<byte> text = bytes.AsSpan(0, _bytes.Read(_header.Names, bytes));
        foreach (string name in names)
        {
            int at = text.IndexOf(Encoding.UTF8.GetBytes($"\0{name}\0"));
            if (at >= 0)
                offsets[(uint)at + 1] = name;
        }

        return offsets;
    }

    private string Name(int offset)
    {
        _strings.Seek(_header.Names + (uint)offset);
        return _strings.String();
    }

    private (string File, int Line) FindLine(in GoFunction function, ulong address)
    {
        int line = Value(function.Lines, function.Entry, address);
        int file = Value(function.Files, function.Entry, address);
        return (FileName(function, file), Math.Max(line, 0));
    }

    private string FileName(in GoFunction function, int number)
    {
        if (number < 0)
            return "";
        bool isOld = _header.Version == GoVersion.Go12;
        _strings.Seek(isOld ? _header.Files + ((ulong)number * 4) : _header.Units + ((function.Unit + (ulong)number) * 4));
        uint offset = _strings.U32();
        if (_strings.IsBroken || offset == NoOffset)
            return "";
        _strings.Seek(isOld ? offset : _header.Files + offset);
        return _strings.String();
    }

    /// <summary>The value that a table gives an address; -1 for none.</summary>
    private int Value(uint table, ulong entry, ulong address)
    {
        if (table == 0)
            return -1;
        _values.Seek(_header.Values + table);
        ulong at = entry;
        int value = -1;
        for (int i = 0; i < MaxSteps && !_values.IsBroken; i++)
        {
            ulong change = _values.Unsigned();
            // Zero ends the table, but the first value may be the initial one.
            if (change == 0 && i > 0)
                return -1;
            value += (int)(change >> 1) ^ -(int)(change & 1);
            at += _values.Unsigned() * (ulong)_header.Quantum;
            if (address < at)
                return value;
        }

        return -1;
    }

    private bool TryFindFunction(ulong address, out GoFunction function)
    {
        function = default;
        if (address < _text)
            return false;
        ulong target = _header.Version >= GoVersion.Go118 ? address - _text : address;
        ulong low = 0, high = _header.FunctionCount;
        while (low < high)
        {
            ulong middle = (low + high) / 2;
            if (EntryAt(middle) <= target)
                low = middle + 1;
            else
                high = middle;
        }

        // The last entry is only the end of the one before.
        if (low == 0 || EntryAt(low) <= target || _functions.IsBroken)
            return false;
        _functions.Seek(_header.Functions + ((low - 1) * 2 * (ulong)_header.EntrySize) + (ulong)_header.EntrySize);
        ulong offset = _functions.Address(_header.EntrySize);
        if (_header.Version >= GoVersion.Go116)
            offset += _header.Functions;
        return TryReadFunction(offset, out function);
    }

    private ulong EntryAt(ulong index)
    {
        _functions.Seek(_header.Functions + (index * 2 * (ulong)_header.EntrySize));
        return _functions.Address(_header.EntrySize);
    }

    private bool TryReadFunction(ulong offset, out GoFunction function)
    {
        SectionCursor cursor = _functions;
        cursor.Seek(offset);
        ulong entry = cursor.Address(_header.EntrySize);
        if (_header.Version >= GoVersion.Go118)
            entry += _text;
        int name = (int)cursor.U32();
        cursor.Skip(4 + 4); // arguments' size, deferreturn
        uint depths = cursor.U32();
        uint files = cursor.U32();
        uint lines = cursor.U32();
        uint tableCount = cursor.U32();
        uint unit = _header.Version >= GoVersion.Go116 ? cursor.U32() : 0;
        int startLine = _header.Version >= GoVersion.Go120 ? (int)cursor.U32() : 0;
        uint inlineIndexes = 0;
        long inlineTree = -1;
        if (_header.Version >= GoVersion.Go118)
        {
            cursor.Skip(3); // kind, flags, padding
            int dataCount = cursor.U8();
            ulong tables = cursor.Position;
            if (tableCount > InlineIndexTable && dataCount > InlineTreeData)
            {
                cursor.Seek(tables + (InlineIndexTable * 4));
                inlineIndexes = cursor.U32();
                cursor.Seek(tables + ((ulong)tableCount * 4) + (InlineTreeData * 4));
                uint data = cursor.U32();
                inlineTree = data == NoOffset ? -1 : data;
            }
        }

        function = new GoFunction(entry, name, depths, files, lines, unit, startLine, inlineIndexes, inlineTree);
        return !cursor.IsBroken;
    }
}
