using Sonde.Linux.Elf;

namespace Sonde.Linux.Dwarf;

/// <summary>The header of a line program (DWARF 5, section 6.2.4; versions 2 to 5).</summary>
internal sealed class LineProgramHeader
{
    private const int MaxFiles = 1_000_000;
    private const int PathContent = 1, DirectoryContent = 2; // DW_LNCT_path, DW_LNCT_directory_index

    private LineProgramHeader()
    {
    }

    public DwarfEncoding Encoding { get; private set; }

    /// <summary>Where the program starts and ends.</summary>
    public ulong Start { get; private set; }

    public ulong End { get; private set; }

    public int MinInstructionLength { get; private set; }

    public int MaxOperations { get; private set; } = 1;

    public int LineBase { get; private set; }

    public int LineRange { get; private set; }

    public int OpcodeBase { get; private set; }

    /// <summary>Number of operands of each standard opcode.</summary>
    public byte[] OperandCounts { get; private set; } = [];

    /// <summary>Folders; number 0 is the compilation's own from version 5 on, and is not in the list before.</summary>
    public List<DwarfValue> Directories { get; } = [];

    /// <summary>Files; they count from 0 from version 5 on, from 1 before.</summary>
    public List<LineFile> Files { get; } = [];

    /// <summary>Reads a header; null when it is damaged or of an unknown version.</summary>
    public static LineProgramHeader? TryRead(SectionCursor cursor, ulong offset, int addressSize)
    {
        cursor.Seek(offset);
        if (!UnitHeader.TryReadLength(cursor, out ulong end, out bool is64))
            return null;
        int version = cursor.U16();
        if (version is < 2 or > 5)
            return null;
        var header = new LineProgramHeader { End = end };
        if (version >= 5)
        {
            addressSize = cursor.U8();
            cursor.Skip(1); // size of segment selectors
        }

        header.Encoding = new DwarfEncoding(version, is64, addressSize);
        ulong length = cursor.Offset(is64);
        header.Start = cursor.Position + length;
        header.MinInstructionLength = cursor.U8();
        if (version >= 4)
            header.MaxOperations = Math.Max((int)cursor.U8(), 1);
        cursor.Skip(1); // whether rows are statements at first
        header.LineBase = (sbyte)cursor.U8();
        header.LineRange = cursor.U8();
        header.OpcodeBase = cursor.U8();
        if (cursor.IsBroken || header.LineRange == 0 || header.OpcodeBase == 0 || header.Start > end || addressSize is not (4 or 8))
            return null;
        header.OperandCounts = new byte[header.OpcodeBase];
        for (int i = 1; i < header.OpcodeBase; i++)
            header.OperandCounts[i] = cursor.U8();
        if (version >= 5)
            header.ReadTables(cursor);
        else
            header.ReadOldTables(cursor);
        return header;
    }

    private void ReadOldTables(SectionCursor cursor)
    {
        while (cursor.U8() is not 0 && !cursor.IsBroken && Directories.Count < MaxFiles)
        {
            ulong position = cursor.Position - 1;
            cursor.SkipString();
            Directories.Add(new DwarfValue(DwarfForm.String, position));
        }

        while (cursor.U8() is not 0 && !cursor.IsBroken && Files.Count < MaxFiles)
        {
            ulong position = cursor.Position - 1;
            cursor.SkipString();
            int directory = (int)Math.Min(cursor.Unsigned(), int.MaxValue);
            cursor.Unsigned(); // time of change
            cursor.Unsigned(); // length
            Files.Add(new LineFile(new DwarfValue(DwarfForm.String, position), directory));
        }
    }

    private void ReadTables(SectionCursor cursor)
    {
        foreach (LineFile directory in ReadEntries(cursor))
            Directories.Add(directory.Name);
        Files.AddRange(ReadEntries(cursor));
    }

    private List<LineFile> ReadEntries(SectionCursor cursor)
    {
        var result = new List<LineFile>();
        var formats = new (ulong Content, DwarfForm Form)[cursor.U8()];
        for (int i = 0; i < formats.Length; i++)
        {
            ulong content = cursor.Unsigned();
            formats[i] = (content, (DwarfForm)Math.Min(cursor.Unsigned(), ushort.MaxValue));
        }

        ulong count = cursor.Unsigned();
        if (formats.Length == 0)
            return result;
        for (ulong i = 0; i < count && i < MaxFiles && !cursor.IsBroken; i++)
        {
            DwarfValue name = default;
            int directory = 0;
            foreach ((ulong content, DwarfForm form) in formats)
            {
                DwarfValue value = FormReader.Read(cursor, form, Encoding);
                if (content == PathContent)
                    name = value;
                else if (content == DirectoryContent)
                    directory = value.Number;
            }

            result.Add(new LineFile(name, directory));
        }

        return result;
    }
}
