using Sonde.Linux.Elf;

namespace Sonde.Linux.Dwarf;

/// <summary>
/// Runs line programs (DWARF 5, section 6.2.5) and collects their rows. Its buffers serve one program after another.
/// </summary>
internal sealed class LineProgram
{
    private const int MaxRows = 16_000_000;

    // DW_LNS_… and DW_LNE_…
    private const int Copy = 1, AdvancePc = 2, AdvanceLine = 3, SetFile = 4, SetColumn = 5, NegateStatement = 6,
        SetBasicBlock = 7, ConstantAddPc = 8, FixedAdvancePc = 9, SetPrologueEnd = 10, SetEpilogueBegin = 11, SetIsa = 12;

    private const int EndSequence = 1, SetAddress = 2, DefineFile = 3;

    private SectionCursor _cursor = null!;
    private LineProgramHeader _header = null!;
    private readonly List<LineRow> _rows = [];
    private readonly List<LineSequence> _sequences = [];
    private ulong _address;
    private ulong _start;
    private int _operation;
    private int _file;
    private int _line;
    private int _column;
    private int _firstRow;
    private bool _isSorted;

    /// <summary>The rows of the program that ran last.</summary>
    public LineRow[] TakeRows() => [.. _rows];

    /// <summary>The sequences in order of address.</summary>
    public LineSequence[] TakeSequences()
    {
        LineSequence[] sequences = [.. _sequences];
        Array.Sort(sequences, static (a, b) => a.Start.CompareTo(b.Start));
        return sequences;
    }

    /// <summary>Runs a program.</summary>
    public void Run(SectionCursor cursor, LineProgramHeader header)
    {
        _cursor = cursor;
        _header = header;
        _rows.Clear();
        _sequences.Clear();
        Begin();
        _cursor.Seek(_header.Start);
        while (_cursor.Position < _header.End && !_cursor.IsBroken && _rows.Count < MaxRows)
        {
            int opcode = _cursor.U8();
            if (opcode >= _header.OpcodeBase)
                RunSpecial(opcode);
            else if (opcode == 0)
                RunExtended();
            else
                RunStandard(opcode);
        }
    }

    private void RunSpecial(int opcode)
    {
        int adjusted = opcode - _header.OpcodeBase;
        Advance((ulong)(adjusted / _header.LineRange));
        _line += _header.LineBase + (adjusted % _header.LineRange);
        AddRow();
    }

    private void RunStandard(int opcode)
    {
        switch (opcode)
        {
            case Copy:
                AddRow();
                break;
            case AdvancePc:
                Advance(_cursor.Unsigned());
                break;
            case AdvanceLine:
                _line = unchecked(_line + (int)_cursor.Signed());
                break;
            case SetFile:
                _file = (int)Math.Min(_cursor.Unsigned(), int.MaxValue);
                break;
            case SetColumn:
                _column = (int)Math.Min(_cursor.Unsigned(), int.MaxValue);
                break;
            case NegateStatement or SetBasicBlock or SetPrologueEnd or SetEpilogueBegin:
                break;
            case ConstantAddPc:
                Advance((ulong)((255 - _header.OpcodeBase) / _header.LineRange));
                break;
            case FixedAdvancePc:
                _address += _cursor.U16();
                _operation = 0;
                break;
            case SetIsa:
                _cursor.Unsigned();
                break;
            default:
                for (int i = 0; i < _header.OperandCounts[opcode]; i++)
                    _cursor.Unsigned();
                break;
        }
    }

    private void RunExtended()
    {
        ulong length = _cursor.Unsigned();
        ulong next = _cursor.Position + length;
        if (length == 0 || next < length || next > _header.End)
        {
            // Nothing behind can be understood.
            _cursor.Seek(_header.End);
            return;
        }

        switch (_cursor.U8())
        {
            case EndSequence:
                FinishSequence();
                break;
            case SetAddress:
                _address = length == 5 ? _cursor.U32() : _cursor.U64();
                _operation = 0;
                break;
            case DefineFile:
            default:
                // Discriminators and what vendors add do not matter here; files are not defined so by any compiler in use.
                break;
        }

        _cursor.Seek(next);
    }

    private void Advance(ulong operations)
    {
        if (_header.MaxOperations == 1)
        {
            _address += operations * (ulong)_header.MinInstructionLength;
            return;
        }

        ulong total = (ulong)_operation + operations;
        _address += (ulong)_header.MinInstructionLength * (total / (ulong)_header.MaxOperations);
        _operation = (int)(total % (ulong)_header.MaxOperations);
    }

    private void AddRow()
    {
        bool isFirst = _rows.Count == _firstRow;
        if (isFirst)
            _start = _address;
        ulong offset = _address - _start;
        // Rows before the first one's address, or 4 GB behind it, are no compiler's: leave them out.
        if (offset > uint.MaxValue)
            return;
        var row = new LineRow((uint)offset, _file, Math.Max(_line, 0), _column);
        if (!isFirst)
        {
            LineRow last = _rows[^1];
            // Of several rows at one address the last one counts.
            if (last.Offset == row.Offset)
            {
                _rows[^1] = row;
                return;
            }

            if (last with { Offset = row.Offset } == row && last.Offset < row.Offset)
                return;
            _isSorted &= last.Offset < row.Offset;
        }

        _rows.Add(row);
    }

    private void FinishSequence()
    {
        int count = _rows.Count - _firstRow;
        // The linker sets removed code to address 0 or to the very end.
        bool isRemoved = _start <= 1 || _address <= _start;
        if (count > 0 && isRemoved)
        {
            _rows.RemoveRange(_firstRow, count);
        }
        else if (count > 0)
        {
            if (!_isSorted)
                _rows.Sort(_firstRow, count, Comparer<LineRow>.Create(static (a, b) => a.Offset.CompareTo(b.Offset)));
            _sequences.Add(new LineSequence(_start, _address, _firstRow, count));
        }

        Begin();
    }

    private void Begin()
    {
        _firstRow = _rows.Count;
        _isSorted = true;
        (_address, _operation, _file, _line, _column) = (0, 0, 1, 1, 0);
    }
}
