using Sonde.Linux.Elf;

namespace Sonde.Linux.Dwarf;

/// <summary>
/// The lines of one unit: the rows its line program makes, kept small, and the names of its files, read when
/// they are asked for.
/// </summary>
internal sealed class LineTable
{
    private readonly DwarfUnit _unit;
    private readonly LineProgramHeader _header;
    private readonly LineSequence[] _sequences;
    private readonly LineRow[] _rows;
    private readonly Dictionary<int, string> _paths = [];

    private LineTable(DwarfUnit unit, LineProgramHeader header, LineSequence[] sequences, LineRow[] rows)
    {
        _unit = unit;
        _header = header;
        _sequences = sequences;
        _rows = rows;
    }

    /// <summary>Memory the table holds, in bytes.</summary>
    public long Cost => (_rows.Length * (long)LineRow.Size) + (_sequences.Length * 24L) + (_header.Files.Count * 24L);

    /// <summary>Reads the table of a unit; null when it has none.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="program">Runs its line program.</param>
    public static LineTable? TryRead(DwarfUnit unit, LineProgram program)
    {
        if (!unit.Root.LineProgram.IsPresent)
            return null;
        SectionCursor cursor = unit.Data.Lines;
        var header = LineProgramHeader.TryRead(cursor, unit.Root.LineProgram.Raw, unit.Header.Encoding.AddressSize);
        if (header is null)
            return null;
        program.Run(cursor, header);
        return new LineTable(unit, header, program.TakeSequences(), program.TakeRows());
    }

    /// <summary>Finds the row that covers an address.</summary>
    public bool TryFind(ulong address, out LineRow row)
    {
        row = default;
        int index = FindSequence(address);
        if (index < 0)
            return false;
        LineSequence sequence = _sequences[index];
        var offset = (uint)(address - sequence.Start);
        int low = sequence.FirstRow, high = sequence.FirstRow + sequence.RowCount;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_rows[middle].Offset <= offset)
                low = middle + 1;
            else
                high = middle;
        }

        if (low == sequence.FirstRow)
            return false;
        row = _rows[low - 1];
        return true;
    }

    /// <summary>The path of a file as the compiler saw it; empty when the index is not good.</summary>
    public string PathOf(int file)
    {
        if (_paths.TryGetValue(file, out string? known))
            return known;
        string path = BuildPath(file);
        _paths[file] = path;
        return path;
    }

    // Sequences seldom overlap; a few steps back find the enclosing one when they do.
    private int FindSequence(ulong address)
    {
        const int MaxWalk = 16;
        int low = 0, high = _sequences.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_sequences[middle].Start <= address)
                low = middle + 1;
            else
                high = middle;
        }

        for (int i = low - 1; i >= 0 && i > low - MaxWalk; i--)
        {
            if (address < _sequences[i].End)
                return i;
        }

        return -1;
    }

    private string BuildPath(int file)
    {
        bool isNew = _header.Encoding.Version >= 5;
        int index = isNew ? file : file - 1;
        if (index < 0 || index >= _header.Files.Count)
            return "";
        LineFile entry = _header.Files[index];
        string name = ReadName(entry.Name);
        if (name.Length == 0 || name[0] == '/')
            return name;
        string folder = _unit.ReadString(_unit.Root.CompilationDirectory) ?? "";
        int number = isNew ? entry.Directory : entry.Directory - 1;
        string directory = number >= 0 && number < _header.Directories.Count ? ReadName(_header.Directories[number]) : "";
        return Join(Join(folder, directory), name);
    }

    private static string Join(string folder, string name)
    {
        if (folder.Length == 0 || name.StartsWith('/'))
            return name;
        return name.Length == 0 ? folder : folder.EndsWith('/') ? folder + name : $"{folder}/{name}";
    }

    private string ReadName(DwarfValue value)
    {
        if (value.Form != DwarfForm.String)
            return _unit.ReadString(value) ?? "";
        // An inline string stands in the line program's own section.
        SectionCursor cursor = _unit.Data.Lines;
        cursor.Seek(value.Raw);
        return cursor.String();
    }
}
