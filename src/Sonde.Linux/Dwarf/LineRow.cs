namespace Sonde.Linux.Dwarf;

/// <summary>One row of a line table, in 12 bytes: a large unit has a million.</summary>
internal readonly record struct LineRow
{
    /// <summary>Bytes in memory.</summary>
    public const int Size = 12;

    private const int ColumnBits = 13;
    private const int MaxColumn = (1 << ColumnBits) - 1;
    private const int MaxFile = (1 << (32 - ColumnBits)) - 1;

    private readonly uint _place;

    /// <summary>Creates a row; a file or column too large for it is unknown.</summary>
    public LineRow(uint offset, int file, int line, int column)
    {
        Offset = offset;
        Line = line;
        _place = ((uint)(file <= MaxFile ? file : 0) << ColumnBits) | (uint)(column <= MaxColumn ? column : 0);
    }

    /// <summary>Bytes from its sequence's start.</summary>
    public uint Offset { get; init; }

    /// <summary>Line from 1; 0 for code of no line.</summary>
    public int Line { get; }

    /// <summary>Index of the file.</summary>
    public int File => (int)(_place >> ColumnBits);

    /// <summary>Column from 1; 0 when unknown.</summary>
    public int Column => (int)(_place & MaxColumn);
}
